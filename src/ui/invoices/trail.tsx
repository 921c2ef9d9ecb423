import Link from "next/link";
import { useTranslations } from "next-intl";
import { brand } from "@/lib/brand";
import { Amount } from "../amount";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import type { Invoice } from "./data";
import { EntryLink } from "./explanation";

type Props = { invoice: Invoice; zone: string };

/** ID5: what happened to the invoice, in order, by whom, and the ledger entry that says so. */
export function Trail({ invoice, zone }: Props) {
  const t = useTranslations("invoices.trail");
  const steps = invoice.trail.map((step, index) => ({ ...step, key: `${index}-${step.what}` }));
  return (
    <Section title={t("title")}>
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("when")}</th>
            <th scope="col">{t("what")}</th>
            <th scope="col" className="max-sm:hidden">
              {t("by")}
            </th>
            <th scope="col" className="figure max-sm:hidden">
              {t("amount")}
            </th>
            <th scope="col" className="figure">
              {t("entry")}
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ key, what, at, amount, version, actor }) => (
            <tr key={key}>
              <td>
                <span className="max-sm:hidden">
                  <When at={at} zone={zone} as="instant" />
                </span>
                <span className="sm:hidden">
                  <When at={at} zone={zone} />
                </span>
              </td>
              <th scope="row" className="font-normal">
                {t(what)}
                <span className="block text-small text-muted sm:hidden">
                  {actor && t(askedBy(actor), { brand: brand.name })}
                </span>
              </th>
              <td className="max-sm:hidden">{actor && t(askedBy(actor), { brand: brand.name })}</td>
              <td className="figure max-sm:hidden">{amount && <Amount of={amount} />}</td>
              <td className="figure">{version !== null && <EntryLink version={version} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Ahead invoice={invoice} zone={zone} />
    </Section>
  );
}

/** What comes next, of a document that is not settled. */
function Ahead({ invoice: { status, issueAt, dueAt, due, carried }, zone }: Props) {
  const t = useTranslations("invoices.trail");
  if (status === "draft" && issueAt) {
    return (
      <p className="mt-3 text-small text-muted">
        {t.rich("willIssue", { time: () => <When at={issueAt} zone={zone} as="instant" /> })}
      </p>
    );
  }
  if (status === "carried") {
    return (
      <p className="mt-3 text-small text-muted">
        {t.rich("carried", { amount: () => <Amount of={due} /> })}
      </p>
    );
  }
  return (
    <>
      {status === "issued" && dueAt && (
        <p className="mt-3 text-small text-muted">
          {t.rich("dueOn", {
            amount: () => <Amount of={due} />,
            time: () => <When at={dueAt} zone={zone} as="instant" />,
          })}
        </p>
      )}
      {carried.map((one) => (
        <CarriedTo key={one.id} {...one} />
      ))}
    </>
  );
}

function CarriedTo({ id, number, due }: Invoice["carried"][number]) {
  const t = useTranslations("invoices.trail");
  return (
    <p className="mt-3 text-small text-muted">
      {t.rich("dueWith", {
        number,
        amount: () => <Amount of={due} />,
        invoice: (chunks) => (
          <Link href={`/invoices/${id}`} className={linkStyle}>
            {chunks}
          </Link>
        ),
      })}
    </p>
  );
}

function askedBy(actor: string) {
  if (actor.startsWith("key:")) return "byApp";
  if (actor.startsWith("staff:")) return "byStaff";
  return /^(user|link):/.test(actor) ? "byPerson" : "byUs";
}

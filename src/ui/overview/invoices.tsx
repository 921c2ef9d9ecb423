import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import { Charges } from "./charges";
import type { Charge, OverviewInvoices } from "./data";

type Invoice = OverviewInvoices["items"][number];

/** The latest documents; the next one has a section of its own. */
export function Invoices({ invoices, zone }: { invoices: OverviewInvoices; zone: string }) {
  const t = useTranslations("overview.invoices");
  const { items } = invoices;
  if (items.length === 0) {
    return (
      <Section title={t("title")}>
        <p className="text-muted">{t("empty")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("title")}>
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("number")}</th>
            <th scope="col" className="max-sm:hidden">
              {t("date")}
            </th>
            <th scope="col" className="w-2/5 max-sm:hidden">
              {t("for")}
            </th>
            <th scope="col">{t("status")}</th>
            <th scope="col" className="figure">
              {t("total")}
            </th>
            <th scope="col" className="figure max-sm:hidden">
              {t("due")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((invoice) => (
            <Row key={invoice.id} invoice={invoice} zone={zone} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Row({ invoice, zone }: { invoice: Invoice; zone: string }) {
  const t = useTranslations("overview.invoices");
  return (
    <>
      <tr className={unfolded}>
        <th scope="row" className="font-normal">
          <Link
            href={`/invoices/${invoice.id}`}
            prefetch={false}
            className="whitespace-nowrap underline decoration-rule underline-offset-4 hover:decoration-current"
          >
            {invoice.number ?? t("noNumber")}
          </Link>
          {!invoice.number && (
            <span className="block text-small text-muted">
              {t.rich("mayChange", {
                time: () => <When at={invoice.date} zone={zone} as="time" />,
              })}
            </span>
          )}
        </th>
        <td className="max-sm:hidden">
          <When at={invoice.date} zone={zone} />
        </td>
        <td className="max-sm:hidden">
          <Charges of={invoice.charges} />
        </td>
        <td>
          <Status of={invoice.status} />
        </td>
        <td className="figure">
          <Amount of={invoice.total} />
        </td>
        <td className={`figure max-sm:hidden ${invoice.due.minor === 0n ? "text-muted" : ""}`}>
          <Amount of={invoice.due} />
        </td>
      </tr>
      <Folded date={invoice.date} charges={invoice.charges} zone={zone} />
    </>
  );
}

const unfolded =
  "max-sm:[&>*]:border-b-0! max-sm:[&>*]:pb-0! sm:[&:nth-last-child(2)>*]:border-b-0!";

/** What a phone has no columns for, as a second line of the row. */
function Folded({ date, charges, zone }: { date: Date; charges: Charge[]; zone: string }) {
  return (
    <tr className="sm:hidden">
      <td colSpan={3} className="pt-0! text-small! text-muted!">
        <When at={date} zone={zone} />
        <Charges of={charges} />
      </td>
    </tr>
  );
}

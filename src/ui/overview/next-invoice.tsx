import { useTranslations } from "next-intl";
import type { Money } from "@/lib/money";
import { Amount } from "../amount";
import { Span } from "../invoices/list-table";
import { Section } from "../section";
import { TaxMissingNote } from "../tax-missing";
import { When } from "../when";
import { ChargeName } from "./charges";
import type { OverviewNextInvoice } from "./data";
import { MoreLink } from "./more-link";

type Props = { next: OverviewNextInvoice; zone: string };

/** OV3: what the next invoice would charge as of now, line by line, and why that is an estimate. */
export function NextInvoice({ next, zone }: Props) {
  const t = useTranslations("overview.nextInvoice");
  const common = useTranslations("common");
  const { upcoming } = next;
  return (
    <Section title={t("title")} note={upcoming && common("estimate")}>
      {upcoming ? (
        <Estimate next={next} upcoming={upcoming} zone={zone} />
      ) : (
        <Nothing {...{ next, zone }} />
      )}
      {next.carried && (
        <p className="mt-3 text-small text-muted">
          {t.rich("carried", { amount: () => <Amount of={next.carried as Money} /> })}
        </p>
      )}
      <MoreLink href="/invoices">{t("all")}</MoreLink>
    </Section>
  );
}

type EstimateProps = Props & { upcoming: NonNullable<OverviewNextInvoice["upcoming"]> };

function Estimate({ next, upcoming, zone }: EstimateProps) {
  const t = useTranslations("overview.nextInvoice");
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-serif text-figure">
          <Amount of={next.credit ? less(upcoming.total, next.credit) : upcoming.total} />
        </span>
        <span className="text-muted">
          {t.rich("on", { time: () => <When at={upcoming.at} zone={zone} /> })}
        </span>
      </p>
      <table className="ledger mt-6">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("item")}</th>
            <th scope="col" className="figure">
              {t("amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {upcoming.charges.map((charge) => (
            <tr key={`${charge.kind} ${charge.name} ${charge.closed?.start.getTime() ?? ""}`}>
              <th scope="row" className="font-normal">
                <ChargeName of={charge} />
                {charge.closed && (
                  <span className="block text-small text-muted">
                    <Span of={charge.closed} zone={zone} />
                  </span>
                )}
              </th>
              <td className="figure">
                <Amount of={charge.amount} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("total")}</th>
            <td className="figure">
              <Amount of={upcoming.total} />
            </td>
          </tr>
          {next.credit && <Credited total={upcoming.total} credit={next.credit} />}
        </tfoot>
      </table>
      <p className="mt-3 text-small text-muted">
        {t.rich(next.mayGrow ? "why" : "whyFixed", {
          time: () => <When at={next.asOf} zone={zone} as="time" />,
        })}
      </p>
      <TaxMissingNote of={next.taxMissing} />
    </>
  );
}

/** What account credit pays of it, and what that leaves to be paid. */
function Credited({ total, credit }: { total: Money; credit: Money }) {
  const t = useTranslations("overview.nextInvoice");
  return (
    <>
      <tr>
        <th scope="row" className="font-normal">
          {t("credit")}
        </th>
        <td className="figure">
          <Amount of={{ ...credit, minor: -credit.minor }} />
        </td>
      </tr>
      <tr>
        <th scope="row">{t("toPay")}</th>
        <td className="figure">
          <Amount of={less(total, credit)} />
        </td>
      </tr>
    </>
  );
}

function less({ minor, currency }: Money, part: Money): Money {
  return { minor: minor - part.minor, currency };
}

function Nothing({ next, zone }: Props) {
  const t = useTranslations("overview.nextInvoice");
  const { renewsAt, mayGrow, asOf } = next;
  if (!renewsAt) return <p className="text-muted">{t("prepaid")}</p>;
  return (
    <>
      <p className="text-muted">
        {t.rich("nothing", { time: () => <When at={renewsAt} zone={zone} /> })}
      </p>
      {mayGrow && (
        <p className="mt-3 text-small text-muted">
          {t.rich("onlyOverage", { time: () => <When at={asOf} zone={zone} as="time" /> })}
        </p>
      )}
    </>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { smallLinkStyle } from "../credits-page/link-style";
import { explainedHref } from "../explain/address";
import type { InvoiceLine } from "../invoices/data";
import { LineTitle } from "../invoices/line-title";
import { hasUsage } from "../invoices/lines";
import { Span } from "../invoices/list-table";
import { Section } from "../section";
import type { StaffInvoice } from "./data";

/** Each line with the plan period and the grants it stands for, and what came back of it. */
export function StaffInvoiceLines({ of }: { of: StaffInvoice }) {
  const t = useTranslations("refunds.invoice");
  const lines = of.invoice.groups.flatMap((group) => group.lines);
  return (
    <Section title={t("lines")}>
      <table className="ledger">
        <caption className="sr-only">{t("linesCaption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("line")}</th>
            <th scope="col" className="figure max-sm:hidden">
              {t("tax")}
            </th>
            <th scope="col" className="figure">
              {t("amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.id} line={line} of={of} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Line({ line, of }: { line: InvoiceLine; of: StaffInvoice }) {
  const zone = of.customer.timezone;
  return (
    <tr id={`line-${line.id}`} data-row className="scroll-mt-4 target:bg-rule/30">
      <th scope="row" className="font-normal">
        <LineTitle line={line} zone={zone} />
        <span className="block text-small text-muted">
          <Span of={line.period} zone={zone} />
        </span>
        <Ways line={line} of={of} />
        <Mapping of={of} lineId={line.id} />
        <Slices of={of} lineId={line.id} />
      </th>
      <td className="figure max-sm:hidden">
        <Amount of={line.tax} />
      </td>
      <td className="figure">
        <Amount of={line.amount} />
      </td>
    </tr>
  );
}

const earning: readonly string[] = ["plan", "proration_charge", "pack"];

/** The usage it covers, and what of it is earned and what is not, each explained on the customer's page. */
function Ways({ line: { id, kind }, of }: { line: InvoiceLine; of: StaffInvoice }) {
  const t = useTranslations("explain");
  const customer = `/staff/customers/${of.customer.id}`;
  const covers = hasUsage({ kind }) || kind === "pack";
  return (
    <span className="flex flex-wrap gap-x-4 print:hidden">
      {covers && (
        <Link
          href={`/staff/invoices/${of.invoice.id}/lines/${id}`}
          prefetch={false}
          className={smallLinkStyle}
        >
          {t("coverage.link")}
        </Link>
      )}
      {earning.includes(kind) &&
        (["earned", "unearned"] as const).map((figure) => (
          <Link
            key={figure}
            href={explainedHref(customer, { figure, id })}
            prefetch={false}
            className={smallLinkStyle}
          >
            {t(`figure.${figure}`)}
          </Link>
        ))}
    </span>
  );
}

function Mapping({ of, lineId }: { of: StaffInvoice; lineId: string }) {
  const t = useTranslations("refunds.invoice");
  const found = of.mapping.find((one) => one.lineId === lineId);
  if (!found) return null;
  return (
    <span className="block text-small text-muted wrap-anywhere">
      {t("lineId")} <code>{lineId}</code>
      {found.planPeriodId && (
        <span className="block">
          {t("planPeriod")} <code>{found.planPeriodId}</code>
        </span>
      )}
      {found.subscriptionId && (
        <span className="block">
          {t("subscription")} <code>{found.subscriptionId}</code>
        </span>
      )}
      {found.grants.map(({ id, credits }) => (
        <span key={id} className="block">
          {t("grant")} <code>{id}</code> · <Credits of={BigInt(credits)} />
        </span>
      ))}
    </span>
  );
}

const parts = ["revoked", "expired", "debt", "writtenOff", "waived"] as const;
/** Until it is decided nothing else has happened. */
const held = ["revoked"] as const;

/** BOOKS B12: the slice each return owns, and how it was settled. */
function Slices({ of, lineId }: { of: StaffInvoice; lineId: string }) {
  const t = useTranslations("refunds.slices");
  const slices = of.slices.filter((one) => one.lineId === lineId);
  const { currency } = of.invoice;
  return slices.map((one) => (
    <span
      key={one.id}
      className={`mt-1 block border-s-2 border-rule ps-3 text-small wrap-anywhere ${one.stands ? "" : "text-muted line-through"}`}
    >
      {t.rich("returned", {
        kind: one.kind,
        amount: () => <Amount of={{ minor: one.netMinor + one.taxMinor, currency }} />,
        credits: () => <Credits of={one.slice} />,
      })}
      {(one.held ? held : parts)
        .filter((part) => one[part] !== 0n)
        .map((part) => (
          <span key={part} className="ms-3 inline-block">
            {t.rich(one.held ? "held" : part, {
              figure: () => <Credits of={one[part]} unit={false} />,
            })}
          </span>
        ))}
      {one.refundId && (
        <span className="block text-muted">
          {t("link")} <code>{one.refundId}</code>
          {" ↔ "}
          <code>{one.id}</code>
        </span>
      )}
    </span>
  ));
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMonthName } from "../charges/words";
import { linkStyle } from "../credits-page/link-style";
import { impactHref, type ReportView } from "./address";
import { type Choices, type ImpactFigures, impactColumns, soldName } from "./data";
import { Figure } from "./figure";

const credits: readonly string[] = ["revoked", "owed", "writtenOff"];
const onPhone: readonly string[] = ["money", "revoked"];
export const impactStyle = (name: string) =>
  onPhone.includes(name) ? "figure" : "figure max-sm:hidden";

/** One figure of it: money in its currency, or credits. */
export function ImpactFigure({
  of,
  name,
  currency,
}: {
  of: bigint;
  name: string;
  currency: string;
}) {
  return <Figure of={of} currency={credits.includes(name) ? null : currency} />;
}

/** The columns' names, money before credits. */
export function ImpactHead() {
  const t = useTranslations("reports.columns.impact");
  return impactColumns.map((name) => (
    // Eight of them stand beside words: in longer languages each goes over two lines.
    <th key={name} scope="col" className={`${impactStyle(name)} whitespace-normal`}>
      {t(name)}
    </th>
  ));
}

type RowOf = { view: ReportView; choices: Choices };

/** Refunds and lost disputes by month, plan and policy; each row leads to its lines. */
export function ImpactTable({ rows, ...of }: { rows: ImpactFigures[] } & RowOf) {
  const t = useTranslations("reports");
  if (rows.length === 0) return <p className="text-muted">{t("impact.none")}</p>;
  return (
    <div className="overflow-x-auto overscroll-x-contain">
      <table className="ledger">
        <caption className="sr-only">{t("tabs.impact")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("month")}</th>
            <ImpactHead />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={impactHref(of.view, row)} row={row} {...of} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, view, choices }: { row: ImpactFigures } & RowOf) {
  const t = useTranslations("reports");
  const monthName = useMonthName();
  const { month, currency, plan, of, policy } = row;
  const way = t(`impact.of.${of}`, { count: Number(row.count) });
  const sold = plan === null ? t("noPlan") : soldName(choices, plan);
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <Link href={impactHref(view, row)} prefetch={false} className={linkStyle}>
          {monthName(month)}
        </Link>
        <span className="block text-small text-muted">
          {[currency.toUpperCase(), sold, way, policyName(t, policy)].join(" · ")}
        </span>
      </th>
      {impactColumns.map((name) => (
        <td key={name} className={impactStyle(name)}>
          <ImpactFigure of={row[name]} name={name} currency={currency} />
        </td>
      ))}
    </tr>
  );
}

const policies = ["proportional", "unused_only", "full", "none"] as const;

export function policyName(
  t: ReturnType<typeof useTranslations<"reports">>,
  policy: string,
): string {
  const known = policies.find((one) => one === policy);
  return known ? t(`impact.policy.${known}`) : policy;
}

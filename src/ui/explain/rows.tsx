import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { formatCredits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { useAccountWords } from "../credits-page/words";
import { When } from "../when";
import type { ExplainedPlace } from "./address";
import type { ExplainedTransfer, Explanation } from "./data";
import { Unit } from "./unit";
import { useLedgerWords, usePartWords } from "./words";

type Props = {
  told: Explanation;
  rows: NonNullable<Explanation["rows"]>;
  place: ExplainedPlace;
  zone: string;
};

/** The ledger rows behind a figure, newest first; older ones are one row, and all of them come to it. */
export function Rows({ told: { asset }, rows: { newest, older }, place, zone }: Props) {
  const t = useTranslations("explain");
  const booked = newest.reduce((sum, { amount }) => sum + amount, older.amount);
  if (newest.length === 0) return <p className="text-small text-muted">{t("noRows")}</p>;
  return (
    <details>
      <summary className="min-h-6 cursor-pointer py-0.5 text-small text-green">
        {t("rows", { count: newest.length + older.count })}
      </summary>
      <table className="ledger mt-2">
        <caption className="sr-only">{t("rowsCaption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("entry")}</th>
            <th scope="col" className="max-sm:hidden">
              {t("when")}
            </th>
            <th scope="col">{t("moved")}</th>
            <th scope="col" className="figure">
              {t("amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {newest.map((row) => (
            <Row key={`${row.version}-${row.position}`} {...{ row, asset, place, zone }} />
          ))}
          {older.count > 0 && <Older older={older} asset={asset} />}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("sum")}</th>
            <td className="max-sm:hidden" />
            <td />
            <td className="figure">
              <Unit asset={asset} amount={booked} />
            </td>
          </tr>
        </tfoot>
      </table>
    </details>
  );
}

type RowProps = { row: ExplainedTransfer; asset: string; place: ExplainedPlace; zone: string };

function Row({ row, asset, place, zone }: RowProps) {
  const t = useTranslations("explain");
  const words = usePartWords();
  const told = { portal: useAccountWords(), staff: useLedgerWords() };
  const account = told[place.whose];
  const number = formatCredits(row.version, useLocale());
  return (
    <tr>
      <th scope="row" className="font-normal">
        <Link
          href={place.entry(row.version)}
          prefetch={false}
          aria-label={t("entryNumber", { number })}
          className={`${linkStyle} tabular-nums`}
        >
          {number}
        </Link>
        <span className="block text-small text-muted">{words(`entry_${row.kind}`)}</span>
        <span className="block text-small text-muted sm:hidden">
          <When at={row.at} zone={zone} />
        </span>
      </th>
      <td className="max-sm:hidden">
        <When at={row.at} zone={zone} as="instant" />
      </td>
      <td>
        {t("fromTo", { from: account(row.from), to: account(row.to) })}
        {row.invoice && (
          <span className="block text-small">
            <Link href={place.invoice(row.invoice.id)} prefetch={false} className={linkStyle}>
              {row.invoice.number ?? words("draft")}
            </Link>
          </span>
        )}
      </td>
      <td className="figure">
        <Unit asset={asset} amount={row.amount} bare />
      </td>
    </tr>
  );
}

function Older({ older, asset }: { older: { count: number; amount: bigint }; asset: string }) {
  const t = useTranslations("explain");
  return (
    <tr>
      <th scope="row" className="font-normal text-muted">
        {t("older", { count: older.count })}
      </th>
      <td className="max-sm:hidden" />
      <td />
      <td className="figure">
        <Unit asset={asset} amount={older.amount} bare />
      </td>
    </tr>
  );
}

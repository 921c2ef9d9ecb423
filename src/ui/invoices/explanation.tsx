import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { formatCredits } from "../credits";
import { linkStyle, smallLinkStyle } from "../credits-page/link-style";
import { useAccountWords } from "../credits-page/words";
import { When } from "../when";
import { explainHref, type Figure } from "./address";
import type { SignedRow } from "./data";
import { KeepFocus } from "./keep-focus";

type Props = {
  invoiceId: string;
  figure: Figure;
  title: string;
  children: ReactNode;
};

/** ID10: how a figure comes about. The focus lands here when it is opened, and goes back when closed. */
export function Explanation({ invoiceId, figure, title, children }: Props) {
  const t = useTranslations("invoices.explain");
  return (
    <section
      id="explained"
      tabIndex={-1}
      aria-label={title}
      className="mt-1 mb-3 scroll-mt-6 space-y-4 border-s-2 border-green ps-4 text-start font-normal"
    >
      <KeepFocus back={`figure-${figure}`} />
      <h3 className="font-serif text-title">{title}</h3>
      {children}
      <p className="print:hidden">
        <Link href={explainHref(invoiceId, figure, true)} className={smallLinkStyle}>
          {t("close")}
        </Link>
      </p>
    </section>
  );
}

type RowsProps = { rows: SignedRow[]; currency: string; zone: string; caption: string };

/** The ledger rows behind a figure, which they add up to. */
export function LedgerRows({ rows, currency, zone, caption }: RowsProps) {
  const t = useTranslations("invoices.explain");
  const minor = rows.reduce((sum, { amount, sign }) => sum + amount * sign, 0n);
  if (rows.length === 0) return <p className="text-small text-muted">{t("noRows")}</p>;
  return (
    <div>
      <p className="mb-2 text-small text-muted">{caption}</p>
      {/* It stands in a row of another table, whose body would style its head. */}
      <table className="ledger [&_thead_th]:pt-0! [&_thead_th]:text-small! [&_thead_th]:text-muted!">
        <caption className="sr-only">{caption}</caption>
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
          {rows.map((row) => (
            <Row key={`${row.version}-${row.position}`} {...{ row, currency, zone }} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("sum")}</th>
            <td className="max-sm:hidden" />
            <td />
            <td className="figure">
              <Amount of={{ minor, currency }} />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Row({ row, currency, zone }: { row: SignedRow; currency: string; zone: string }) {
  const t = useTranslations("invoices.explain");
  const account = useAccountWords();
  return (
    <tr>
      <th scope="row" className="font-normal">
        <EntryLink version={row.version} />
        <span className="block text-small text-muted sm:hidden">
          <When at={row.at} zone={zone} />
        </span>
      </th>
      <td className="max-sm:hidden">
        <When at={row.at} zone={zone} as="instant" />
      </td>
      <td>{t("fromTo", { from: account(row.from), to: account(row.to) })}</td>
      <td className="figure">
        <Amount of={{ minor: row.amount * row.sign, currency }} />
      </td>
    </tr>
  );
}

/** An entry of the ledger by its number. */
export function EntryLink({ version }: { version: bigint }) {
  const t = useTranslations("invoices.explain");
  const number = formatCredits(version, useLocale());
  return (
    <Link
      href={`/credits?entry=${version}#entry`}
      aria-label={t("entryNumber", { number })}
      className={`${linkStyle} tabular-nums`}
    >
      {number}
    </Link>
  );
}

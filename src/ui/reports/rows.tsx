import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import { When } from "../when";
import { Figure } from "./figure";

/** One of what adds up to a figure: whose it is, what it counts as, and where to look on. */
type Row = {
  key: string;
  accountId: string;
  account: string;
  /** Of a transfer: when it was booked and why, and what it moved from where to where. */
  transfer?: { at: Date; zone: string; reason: string; from: string; to: string };
  links: { href: string; words: string }[];
  amount: bigint;
  /** Null: credits. */
  currency: string | null;
};

type Props = { rows: Row[]; caption: string; none: string; ofTransfers?: boolean };

/** RC3: what is behind a figure, each with the way to its account, its document and its entry. */
function BehindRows({ rows, caption, none, ofTransfers = false }: Props) {
  const t = useTranslations("reports.rows");
  if (rows.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <table className="ledger">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("account")}</th>
          {ofTransfers && (
            <th scope="col" className="max-md:hidden">
              {t("way")}
            </th>
          )}
          <th scope="col" className="figure">
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <BehindRow key={row.key} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function BehindRow({ row }: { row: Row }) {
  const { transfer } = row;
  return (
    <tr data-row>
      <th scope="row" className="font-normal wrap-anywhere">
        <Link href={`/staff/customers/${row.accountId}`} className={linkStyle} prefetch={false}>
          {row.account}
        </Link>
        {transfer && (
          <span className="block text-small text-muted">
            <When at={transfer.at} zone={transfer.zone} as="instant" /> · {transfer.reason}
          </span>
        )}
        <span className="flex flex-wrap gap-x-4 text-small">
          {row.links.map(({ href, words }) => (
            <Link key={href} href={href} className={linkStyle} prefetch={false}>
              {words}
            </Link>
          ))}
        </span>
      </th>
      {transfer && (
        <td className="max-md:hidden">
          <code>{transfer.from}</code>
          {" → "}
          <code>{transfer.to}</code>
        </td>
      )}
      <td className="figure">
        <Figure of={row.amount} currency={row.currency} />
      </td>
    </tr>
  );
}

type Owner = {
  accountId: string;
  account: string;
  invoiceId: string | null;
  number: string | null;
  amount: bigint;
};
type Transfer = Owner & {
  version: bigint;
  position: number;
  bookedAt: Date;
  reason: string;
  from: string;
  to: string;
  asset: string;
};

/** The transfers behind a cell. */
export function CellRows({ rows, zone }: { rows: Transfer[]; zone: string }) {
  const t = useTranslations("reports.rows");
  const behind = rows.map(({ version, asset, bookedAt: at, reason, from, to, ...row }) => ({
    ...{ key: `${row.accountId}${version}.${row.position}`, accountId: row.accountId },
    ...{ account: row.account, amount: row.amount, transfer: { at, zone, reason, from, to } },
    currency: asset === "credit" ? null : asset,
    links: [
      {
        href: `/staff/customers/${row.accountId}?entry=${version}`,
        words: t("entry", { version: String(version) }),
      },
      ...(row.number ? documentOf(row) : []),
    ],
  }));
  return <BehindRows rows={behind} caption={t("caption")} none={t("none")} ofTransfers />;
}

/** The accounts or documents behind a cell of how things stand. */
export function StandingRows({ rows, currency }: StandingProps) {
  const t = useTranslations("reports.rows");
  const behind = rows.map((row) => ({
    ...{ key: row.invoiceId ?? row.accountId, accountId: row.accountId, account: row.account },
    ...{ amount: row.amount, currency, links: documentOf(row) },
  }));
  return <BehindRows rows={behind} caption={t("addUp")} none={t("nothing")} />;
}

type StandingProps = { rows: Owner[]; currency: string | null };

function documentOf({ invoiceId, number }: Owner) {
  if (!invoiceId) return [];
  return [{ href: `/staff/invoices/${invoiceId}`, words: number ?? invoiceId }];
}

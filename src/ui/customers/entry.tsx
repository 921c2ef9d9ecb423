import Link from "next/link";
import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { Unit } from "../explain/unit";
import { useLedgerWords } from "../explain/words";
import { Section } from "../section";
import { When } from "../when";
import { About, type References } from "./entry-about";

type Side = { kind: string; id: string };

export type Entry = {
  version: bigint;
  kind: string;
  at: Date;
  bookedAt: Date;
  recordedAt: Date;
  actor: string;
  reason: string;
  requestId: string;
  change: bigint;
  balance: bigint;
  transfers: { from: Side; to: Side; asset: string; amount: bigint; about: References | null }[];
  /** Of the ledger accounts it moved; debits less credits. */
  balances: { id: string; kind: string; asset: string; before: bigint; after: bigint }[];
  chain: { hash: string; previous: string; verified: boolean };
};

type Props = { entry: Entry; account: string; zone: string; back: string | null };

/** A ledger transaction as the audit record it is: who, why, before and after, both sides, its place in the chain. */
export function LedgerEntry({ entry, account, zone, back }: Props) {
  const t = useTranslations("console.entry");
  return (
    <Section title={t("title", { version: String(entry.version) })} className="mt-12">
      <Facts entry={entry} zone={zone} />
      <Transfers entry={entry} account={account} />
      <Balances entry={entry} />
      <p className="mt-3 flex flex-wrap gap-x-6 text-small print:hidden">
        {back ? (
          <>
            <Link
              href={`/staff/customers/${account}/ledger/${entry.version}`}
              className={linkStyle}
            >
              {t("own")}
            </Link>
            <Link href={back} scroll={false} className={linkStyle}>
              {t("close")}
            </Link>
          </>
        ) : (
          <Neighbours entry={entry} account={account} />
        )}
      </p>
    </Section>
  );
}

function Neighbours({ entry: { version }, account }: Pick<Props, "entry" | "account">) {
  const t = useTranslations("console.entry");
  const ledger = `/staff/customers/${account}/ledger`;
  return (
    <>
      {version > 1n && (
        <Link href={`${ledger}/${version - 1n}`} className={linkStyle}>
          {t("before")}
        </Link>
      )}
      <Link href={`${ledger}/${version + 1n}`} prefetch={false} className={linkStyle}>
        {t("after")}
      </Link>
    </>
  );
}

function Transfers({ entry: { transfers }, account }: Pick<Props, "entry" | "account">) {
  const t = useTranslations("console.entry");
  const words = useLedgerWords();
  const side = (kind: string) => (
    <td className="align-top!">
      {words(kind)} <code className="block text-small text-muted">{kind}</code>
    </td>
  );
  return (
    <table className="ledger mt-6">
      <caption className="sr-only">{t("transfers")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("from")}</th>
          <th scope="col">{t("to")}</th>
          <th scope="col" className="max-sm:hidden">
            {t("about")}
          </th>
          <th scope="col" className="figure">
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {transfers.map(({ from, to, asset, amount, about }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a transfer's place is its name, and never changes.
          <tr key={index}>
            {side(from.kind)}
            {side(to.kind)}
            <td className="align-top! text-small max-sm:hidden">
              {about && <About of={about} account={account} />}
            </td>
            <td className="figure align-top!">
              <Unit asset={asset} amount={amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Balances({ entry: { balances } }: Pick<Props, "entry">) {
  const t = useTranslations("console.entry");
  const words = useLedgerWords();
  return (
    <table className="ledger mt-6">
      <caption className="mb-2 text-start text-small text-muted">{t("balances")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("ledgerAccount")}</th>
          <th scope="col" className="figure">
            {t("balanceBefore")}
          </th>
          <th scope="col" className="figure">
            {t("balanceAfter")}
          </th>
        </tr>
      </thead>
      <tbody>
        {balances.map(({ id, kind, asset, before, after }) => (
          <tr key={id}>
            <th scope="row" className="font-normal">
              {words(kind)}
            </th>
            <td className="figure">
              <Unit asset={asset} amount={before} bare />
            </td>
            <td className="figure">
              <Unit asset={asset} amount={after} bare />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Facts({ entry, zone }: Pick<Props, "entry" | "zone">) {
  const t = useTranslations("console.entry");
  const { chain, change, balance, actor, reason, requestId, recordedAt, at, kind } = entry;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 wrap-anywhere">
      <dt className="text-muted">{t("kind")}</dt>
      <dd>
        <code className="text-small">{kind}</code> · {reason}
      </dd>
      <dt className="text-muted">{t("happened")}</dt>
      <dd>
        <When at={at} zone={zone} as="instant" />
      </dd>
      <dt className="text-muted">{t("recorded")}</dt>
      <dd>
        <When at={recordedAt} zone={zone} as="instant" /> ·{" "}
        <code className="text-small">{actor}</code> ·{" "}
        <code className="text-small">{requestId}</code>
      </dd>
      <dt className="text-muted">{t("credits")}</dt>
      <dd>
        <Credits of={balance - change} />
        {" → "}
        <Credits of={balance} />
      </dd>
      <dt className="text-muted">{t("chain")}</dt>
      <dd className={chain.verified ? "" : "text-ochre"}>
        {t(chain.verified ? "verified" : "broken")}{" "}
        <code className="block text-small">{chain.hash}</code>
        <span className="block text-small text-muted">
          {t("previous")} <code>{chain.previous}</code>
        </span>
      </dd>
    </dl>
  );
}

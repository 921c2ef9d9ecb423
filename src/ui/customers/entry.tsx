import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";

export type Entry = {
  version: bigint;
  kind: string;
  at: Date;
  recordedAt: Date;
  actor: string;
  reason: string;
  requestId: string;
  change: bigint;
  balance: bigint;
  transfers: { from: { kind: string }; to: { kind: string }; asset: string; amount: bigint }[];
  chain: { hash: string; previous: string; verified: boolean };
};

type Props = { entry: Entry; zone: string; back: string };

/** A ledger transaction as the audit record it is: who, why, before and after, both sides, its place in the chain. */
export function LedgerEntry({ entry, zone, back }: Props) {
  const t = useTranslations("console.entry");
  return (
    <Section title={t("title", { version: String(entry.version) })} className="mt-12">
      <Facts entry={entry} zone={zone} />
      <table className="ledger mt-4">
        <caption className="sr-only">{t("transfers")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("from")}</th>
            <th scope="col">{t("to")}</th>
            <th scope="col" className="figure">
              {t("amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {entry.transfers.map(({ from, to, asset, amount }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a transfer's place is its name, and never changes.
            <tr key={index}>
              <td>
                <code className="text-small">{from.kind}</code>
              </td>
              <td>
                <code className="text-small">{to.kind}</code>
              </td>
              <td className="figure">
                {asset === "credit" ? (
                  <Credits of={amount} />
                ) : (
                  <Amount of={{ minor: amount, currency: asset }} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-3 text-small">
        <Link href={back} scroll={false} className="text-green underline underline-offset-4">
          {t("close")}
        </Link>
      </p>
    </Section>
  );
}

function Facts({ entry, zone }: Omit<Props, "back">) {
  const t = useTranslations("console.entry");
  const { chain, change, balance, actor, reason, requestId, recordedAt, kind } = entry;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 wrap-anywhere">
      <dt className="text-muted">{t("kind")}</dt>
      <dd>
        <code className="text-small">{kind}</code> · {reason}
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
        <code className="text-small">{chain.hash.slice(0, 16)}</code>
      </dd>
    </dl>
  );
}

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { useLedgerWords } from "../explain/words";
import { Section } from "../section";
import type { Customer } from "./data";

type Props = { of: Customer["money"]; explaining: Explaining };

/** What the books of the account hold in money; liabilities and income are told as what they are, above zero. */
export function MoneyBalances({ of: money, explaining }: Props) {
  const t = useTranslations("explain.books");
  const words = useLedgerWords();
  if (money.length === 0) return null;
  return (
    <Section title={t("title")} className="mt-10">
      <table className="ledger">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("ledgerAccount")}</th>
            <th scope="col" className="figure">
              {t("balance")}
            </th>
          </tr>
        </thead>
        <tbody>
          {money.map(({ kind, currency, minor }) => (
            <tr key={`${kind}${currency}`} data-row>
              <th scope="row" className="font-normal">
                {words(kind)} <code className="ms-2 text-small text-muted">{kind}</code>
                <span className="ms-3 inline-block">
                  <MoneyLink of={explaining} kind={kind} currency={currency} />
                </span>
              </th>
              <td className="figure">
                <Amount of={{ minor: isNegated(kind) ? -minor : minor, currency }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** Of some there is more to say than which entries moved them. */
const named = { account_credit: "accountCredit", receivable: "due", deferred_revenue: "deferred" };

type LinkProps = { of: Explaining; kind: string; currency: string };

export function MoneyLink({ of, kind, currency }: LinkProps) {
  if (kind in named) return <ExplainFigure of={of} figure={named[kind as keyof typeof named]} />;
  return <ExplainFigure of={of} figure="money" id={`${kind}:${currency}`} />;
}

/** Liabilities and income (BOOKS B1). */
export function isNegated(kind: string): boolean {
  return (
    ["deferred_revenue", "tax_payable", "account_credit"].includes(kind) ||
    kind.startsWith("revenue.")
  );
}

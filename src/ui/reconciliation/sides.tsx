import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Section } from "../section";
import type { Difference } from "./data";
import { Figure } from "./figure";

const named = [
  "type",
  "source",
  "description",
  "kind",
  "id",
  "line",
  "number",
  "grant",
  "reason",
  "period",
  "other",
  "feature",
  "ledgerAccount",
] as const;

/** Both sides beside one another, what is between them, and what it is about. */
export function Sides({ of }: { of: Difference }) {
  const t = useTranslations("reconciliation.one");
  const { facts, money, credits } = of;
  const currency = money?.currency ?? "usd";
  const figure = (minor: string | undefined, as = currency): ReactNode =>
    minor === undefined ? "–" : <Amount of={{ minor: BigInt(minor), currency: as }} />;
  const ours = facts.ourCurrency ?? currency;
  const hasSides = facts.theirAmount !== undefined || facts.ourAmount !== undefined;
  const beyond = credits !== null && credits < 0n ? t("creditsLacking") : t("creditsBeyond");
  return (
    <Section title={t("sides")}>
      {hasSides && (
        <table className="w-full max-w-xl border-collapse">
          <caption className="sr-only">{t("sides")}</caption>
          <thead>
            <tr className="border-b border-rule text-small text-muted">
              {(["what", "there", "here"] as const).map((head, index) => (
                <th
                  key={head}
                  scope="col"
                  className={`py-1 font-normal ${index === 0 ? "text-start" : "text-end"}`}
                >
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <SideRow
              name={t("amount")}
              there={figure(facts.theirAmount)}
              here={figure(facts.ourAmount, ours)}
            />
            <SideRow
              name={t("fee")}
              there={figure(facts.theirFee)}
              here={figure(facts.ourFee, ours)}
            />
          </tbody>
        </table>
      )}
      <p className="mt-4">
        {money ? t("beyond") : beyond}: <Figure of={of} />
      </p>
      <dl aria-label={t("facts")} className="mt-4 grid gap-x-6 gap-y-1 sm:grid-cols-[auto_1fr]">
        {named.map((name) =>
          facts[name] === undefined ? null : (
            <div key={name} className="contents">
              <dt className="text-small text-muted">{t(`fact.${name}`)}</dt>
              <dd className="wrap-anywhere">
                <code>{facts[name]}</code>
              </dd>
            </div>
          ),
        )}
      </dl>
    </Section>
  );
}

function SideRow({ name, there, here }: { name: string; there: ReactNode; here: ReactNode }) {
  return (
    <tr className="border-b border-rule">
      <th scope="row" className="py-1 text-start font-normal">
        {name}
      </th>
      <td className="py-1 text-end">{there}</td>
      <td className="py-1 text-end">{here}</td>
    </tr>
  );
}

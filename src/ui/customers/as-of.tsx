import { useTranslations } from "next-intl";
import { useId } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import { When } from "../when";
import { isNegated, MoneyLink } from "./money-balances";

export type Then = {
  credits: {
    available: bigint;
    held: bigint;
    debt: bigint;
    grants: { id: string; category: string; remaining: bigint; expiresAt: Date | null }[];
  };
  money: { kind: string; currency: string; minor: bigint }[];
  plan: { name: string; start: Date; end: Date } | null;
};

type Props = { at: Date | null; then: Then | null; zone: string; explaining: Explaining };

/** ST5: the account as its books have it for any past instant. */
export function AsOf({ at, then, zone, explaining }: Props) {
  const t = useTranslations("console.asOf");
  const id = useId();
  return (
    <Section title={t("title")} className="mt-12">
      <form className="flex flex-wrap items-end gap-x-4 gap-y-2 print:hidden">
        <div>
          <label htmlFor={id} className="mb-1 block text-small text-muted">
            {t("instant")}
          </label>
          <input
            id={id}
            type="datetime-local"
            name="at"
            required
            defaultValue={at?.toISOString().slice(0, 16)}
            className="min-h-9 border border-muted bg-sheet px-2"
          />
        </div>
        <button
          type="submit"
          className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
        >
          {t("show")}
        </button>
      </form>
      {at && then && <Figures at={at} then={then} zone={zone} explaining={explaining} />}
    </Section>
  );
}

type FiguresProps = Omit<Props, "at" | "then"> & { at: Date; then: Then };

function Figures({ at, then, zone, explaining }: FiguresProps) {
  const t = useTranslations("console.asOf");
  const sources = useTranslations("common.source");
  const { credits, money, plan } = then;
  return (
    <div className="mt-4">
      <p className="mb-3">
        {t.rich("asOf", { time: () => <When at={at} zone={zone} as="instant" /> })} ·{" "}
        {plan ? t("onPlan", { plan: plan.name }) : t("noPlan")}
      </p>
      <table className="ledger">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("what")}</th>
            <th scope="col" className="figure">
              {t("balance")}
            </th>
          </tr>
        </thead>
        <tbody>
          {(["available", "held", "debt"] as const).map((kind) => (
            <tr key={kind}>
              <th scope="row" className="font-normal">
                {t(kind)} <ExplainFigure of={explaining} figure={kind} />
              </th>
              <td className="figure">
                <Credits of={credits[kind]} />
              </td>
            </tr>
          ))}
          {credits.grants.map(({ id, category, remaining }) => (
            <tr key={id}>
              <th scope="row" className="ps-4 font-normal text-muted">
                {sources(sourceOf(category))}{" "}
                <ExplainFigure of={explaining} figure="grant" id={id} />
              </th>
              <td className="figure">
                <Credits of={remaining} />
              </td>
            </tr>
          ))}
          {money.map(({ kind, currency, minor }) => (
            <tr key={`${kind}${currency}`}>
              <th scope="row" className="font-normal">
                <code className="text-small">{kind}</code>{" "}
                <MoneyLink of={explaining} kind={kind} currency={currency} />
              </th>
              <td className="figure">
                <Amount of={{ minor: isNegated(kind) ? -minor : minor, currency }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {explaining.panel}
    </div>
  );
}

const categories = ["allowance", "rollover", "pack", "promo", "goodwill", "adjustment"] as const;

function sourceOf(category: string): (typeof categories)[number] {
  return categories.find((one) => one === category) ?? "adjustment";
}

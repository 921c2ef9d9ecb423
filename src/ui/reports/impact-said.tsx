import { useTranslations } from "next-intl";
import { useMonthName } from "../charges/words";
import { type Choices, type ImpactFigures, soldName } from "./data";
import { ImpactFigure, policyName } from "./impact";

type ImpactProps = { of: ImpactFigures; choices: Pick<Choices, "plans" | "packs"> };

/** RC9: what refunds or lost disputes gave back in words, with its own numbers: what it was of, and what became of its credits. */
export function ImpactSaid({ of, choices }: ImpactProps) {
  const t = useTranslations("reports");
  const monthName = useMonthName();
  return (
    <p className="mb-6 max-w-prose">
      {t.rich("impact.said", {
        month: monthName(of.month),
        plan: of.plan === null ? t("noPlan") : soldName(choices, of.plan),
        way: t(`impact.of.${of.of}`, { count: Number(of.count) }),
        policy: policyName(t, of.policy),
        money: () => <ImpactFigure of={of.money} name="money" currency={of.currency} />,
        parts: () => <ImpactParts of={of} columns={moneyParts} />,
      })}{" "}
      <CreditsSaid of={of} />
      {of.money < 0n && ` ${t("impact.turned")}`}
    </p>
  );
}

/** Of one line the same, shorter. */
export function ImpactLineSaid({ of }: { of: Omit<ImpactFigures, "count"> }) {
  const t = useTranslations("reports.impact");
  return (
    <span className="block text-small">
      {t.rich("lineSaid", {
        money: () => <ImpactFigure of={of.money} name="money" currency={of.currency} />,
        parts: () => <ImpactParts of={of} columns={moneyParts} />,
      })}{" "}
      <CreditsSaid of={of} />
    </span>
  );
}

const moneyParts = ["deferred", "reversed", "tax", "lost"] as const;
const creditParts = ["revoked", "owed", "writtenOff"] as const;
type Part = (typeof moneyParts | typeof creditParts)[number];
type Parts = {
  of: Omit<ImpactFigures, "count">;
  columns: readonly Part[];
  as?: "parts" | "creditParts";
};

function CreditsSaid({ of }: { of: Parts["of"] }) {
  const t = useTranslations("reports.impact");
  if (creditParts.every((name) => of[name] === 0n)) return t("noCredits");
  return t.rich("creditsSaid", {
    parts: () => <ImpactParts of={of} columns={creditParts} as="creditParts" />,
  });
}

/** What a sum is made of, each part by its name: only those there are. */
function ImpactParts({ of, columns, as = "parts" }: Parts) {
  const t = useTranslations("reports.impact");
  const parts = columns.filter((name) => of[name] !== 0n);
  if (parts.length === 0) return null;
  const list = parts.map((name, index) => (
    <span key={name}>
      {index > 0 && ", "}
      {t.rich(`part.${name}`, {
        x: () => <ImpactFigure of={of[name]} name={name} currency={of.currency} />,
      })}
    </span>
  ));
  return t.rich(as, { list: () => list });
}

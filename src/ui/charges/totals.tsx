import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import type { ChargeTotals as Totals } from "./data";

const always = ["net", "tax", "gross"] as const;
const back = ["credited", "refunded"] as const;

/** What the lines come to, each currency by itself: charged, given back, and what of it is paid. */
export function ChargeTotals({ of: totals }: { of: Totals[] }) {
  const t = useTranslations("explain.charges");
  return (
    <div className="mb-8 space-y-6">
      {totals.map((one) => (
        <dl
          key={one.currency}
          aria-label={t("totals", { currency: one.currency.toUpperCase() })}
          className="grid max-w-md grid-cols-[1fr_auto] gap-x-8 gap-y-1"
        >
          {shown(one).map((name) => (
            <div
              key={name}
              className={`col-span-2 grid grid-cols-subgrid ${sums.includes(name) ? "border-t border-rule pt-1" : ""}`}
            >
              <dt className={sums.includes(name) ? "" : "text-muted"}>{t(name)}</dt>
              <dd className="figure text-end">
                <Amount of={one[name]} />
              </dd>
            </div>
          ))}
        </dl>
      ))}
    </div>
  );
}

type Name = Exclude<keyof Totals, "currency">;
const sums: readonly Name[] = ["gross", "total"];

/** What went back is told where there is any; without it, what was charged is the sum. */
function shown(of: Totals): Name[] {
  const given = back.filter((name) => of[name].minor !== 0n);
  const total = given.length > 0 ? (["total"] as const) : [];
  const lost = of.lost.minor === 0n ? [] : (["lost"] as const);
  return [...always, ...given, ...total, "paid", ...lost];
}

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import type { InvoiceSums } from "./data";

const always = ["billed", "paid", "due", "overdue"] as const;
const sometimes = ["writtenOff", "draft"] as const;

type Props = { of: InvoiceSums[]; explaining: Explaining | null };

/** IL4: what the invoices of the list come to, all pages of it, each currency by itself. */
export function Totals({ of: totals, explaining }: Props) {
  const t = useTranslations("invoices.totals");
  return (
    <div className="mb-8 space-y-4">
      {totals.map((one) => (
        <dl
          key={one.currency}
          aria-label={t("label", { currency: one.currency.toUpperCase() })}
          className="grid grid-cols-2 gap-x-8 gap-y-3 sm:flex sm:flex-wrap sm:gap-x-14"
        >
          {[...always, ...sometimes.filter((name) => one[name].minor !== 0n)].map((name) => (
            <div key={name}>
              <dt className="text-small text-muted">{t(name)}</dt>
              <dd
                className={`font-serif text-title ${name === "overdue" && one.overdue.minor > 0n ? "text-ochre" : ""}`}
              >
                <Amount of={one[name]} />
                {explaining && isExplained(name) && one[name].minor > 0n && (
                  <span className="block font-sans">
                    <ExplainFigure of={explaining} figure={name} />
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      ))}
      {explaining?.panel}
    </div>
  );
}

/** The other sums are of what is listed, line by line, below. */
function isExplained(name: string): name is "due" | "overdue" {
  return name === "due" || name === "overdue";
}

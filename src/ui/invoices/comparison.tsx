import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import { CompareForm } from "./compare-form";
import { StepText, stepHref } from "./comparison-step";
import type { ComparedDocument, Comparison } from "./data";
import { WaterfallBar } from "./waterfall-bar";
import { waterfallOf } from "./waterfall-scale";

type Props = { comparison: Comparison; zone: string; refused: "differ" | "unknown" | null };

/** ID11: from one invoice to another, step by step, and the choice of the other. */
export function InvoiceComparison({ comparison, zone, refused }: Props) {
  const t = useTranslations("invoices.compare");
  const { before, choices } = comparison;
  const isShown = before !== null && refused === null;
  return (
    <>
      {choices.length > 0 && <CompareForm comparison={comparison} zone={zone} />}
      {refused && (
        <p role="alert" className="mt-6 border-s-2 border-ochre ps-4">
          {t(refused)}
        </p>
      )}
      {!refused && before === null && (
        <p className="mt-6 text-muted">{t(choices.length > 0 ? "none" : "nothing")}</p>
      )}
      {isShown && (
        <div className="mt-10">
          <Steps comparison={comparison} zone={zone} />
        </div>
      )}
    </>
  );
}

/** The table is the drawing too: each row has its amount in words and its bar beside it. */
function Steps({ comparison, zone }: { comparison: Comparison; zone: string }) {
  const t = useTranslations("invoices.compare");
  const { before, now, steps, overage } = comparison;
  const drawn = waterfallOf(comparison);
  if (before === null || drawn === null) return null;
  const { zero } = drawn;
  return (
    <Section title={t("caption")}>
      <p className="mb-4 text-muted">{t("text")}</p>
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("step")}</th>
            <th scope="col" className="w-2/5 max-sm:hidden">
              {t("chart")}
            </th>
            <th scope="col" className="figure">
              {t("amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          <Row
            name={<End of={before} zone={zone} />}
            bar={<WaterfallBar bar={drawn.before} zero={zero} as="end" href={null} />}
            amount={<Amount of={before.owed} />}
          />
          {steps.map((step, index) => (
            <Row
              key={step.step}
              name={<StepText step={step} {...{ comparison, zone }} />}
              bar={
                <WaterfallBar
                  bar={drawn.steps[index] ?? drawn.before}
                  zero={zero}
                  as="step"
                  href={stepHref(step, comparison)}
                />
              }
              amount={<Difference of={step.difference} />}
            />
          ))}
        </tbody>
        <tfoot>
          <Row
            name={<End of={now} zone={zone} />}
            bar={<WaterfallBar bar={drawn.now} zero={zero} as="end" href={null} />}
            amount={<Amount of={now.owed} />}
          />
        </tfoot>
      </table>
      {overage.length > 0 && <p className="mt-4 text-small text-muted">{t("volumeRule")}</p>}
    </Section>
  );
}

type RowProps = { name: ReactNode; bar: ReactNode; amount: ReactNode };

/** A phone has the bar under what it is of. The foot of a table has no gaps, and its bar the same scale. */
function Row({ name, bar, amount }: RowProps) {
  return (
    <tr data-step>
      <th scope="row" className="font-normal">
        {name}
        <span className="mt-1 block sm:hidden">{bar}</span>
      </th>
      <td className="ps-5 max-sm:hidden">{bar}</td>
      <td className="figure">{amount}</td>
    </tr>
  );
}

function End({ of, zone }: { of: ComparedDocument; zone: string }) {
  const t = useTranslations("invoices.compare");
  const { id, number, date, total, creditApplied } = of;
  return (
    <>
      {t.rich("end", {
        invoice: () => (
          <Link href={`/invoices/${id}`} className={`${linkStyle} whitespace-nowrap`}>
            {number ?? t("draft")}
          </Link>
        ),
        time: () => <When at={date} zone={zone} />,
      })}
      {creditApplied.minor !== 0n && (
        <span className="block text-small text-muted">
          {t.rich("total", {
            total: () => <Amount of={total} />,
            credit: () => <Amount of={creditApplied} />,
          })}
        </span>
      )}
    </>
  );
}

function Difference({ of }: { of: ComparedDocument["total"] }) {
  const t = useTranslations("invoices.compare");
  if (of.minor === 0n) return <span className="text-muted">{t("same")}</span>;
  return (
    <span className="whitespace-nowrap">
      {of.minor > 0n && "+"}
      <Amount of={of} />
    </span>
  );
}

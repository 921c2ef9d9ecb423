import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle, smallLinkStyle } from "../credits-page/link-style";
import { When } from "../when";
import type { ComparedDocument, ComparedLine, Comparison } from "./data";
import { LineTitle } from "./line-title";
import { hasUsage } from "./lines";

type Step = Comparison["steps"][number];
type Props = { step: Step; comparison: Comparison; zone: string };

/** A step's name, the lines on both sides that make it, and how their use comes into it. */
export function StepText({ step, comparison, zone }: Props) {
  const t = useTranslations("invoices.compare");
  const { before, now, overage } = comparison;
  const isPrice = step.step === "overage_price";
  return (
    <>
      {t(`steps.${step.step}`)}
      {!isPrice && before && (
        <>
          <Lines of={step.before} document={before} zone={zone} />
          <Lines of={step.now} document={now} zone={zone} />
        </>
      )}
      {step.step === "account_credit" && before && (
        <span className="block text-small text-muted">
          {t.rich("credit", {
            was: () => <Amount of={before.creditApplied} />,
            now: () => <Amount of={now.creditApplied} />,
          })}
        </span>
      )}
      {(isPrice || step.step === "overage_volume") &&
        overage.map((pair, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pairs keep their order
          <Pair key={index} of={pair} step={isPrice ? "price" : "volume"} />
        ))}
    </>
  );
}

function Lines({
  of: lines,
  document: { id, number },
  zone,
}: {
  of: ComparedLine[];
  document: ComparedDocument;
  zone: string;
}) {
  const t = useTranslations("invoices.compare");
  return lines.map((line) => (
    <span key={line.id} className="block text-small text-muted">
      {number ?? t("draft")}:{" "}
      <Link href={`/invoices/${id}#line-${line.id}`} prefetch={false} className={linkStyle}>
        <LineTitle line={line} zone={zone} />
      </Link>
      {!line.facts && (
        <>
          {", "}
          <When at={line.period.start} zone={zone} /> – <When at={line.period.end} zone={zone} />
        </>
      )}{" "}
      <Amount of={line.amount} />{" "}
      {hasUsage(line) && (
        <Link
          href={usageHref(line)}
          prefetch={false}
          className={`${smallLinkStyle} ms-2 print:hidden`}
        >
          {t("usage")}
        </Link>
      )}
    </span>
  ));
}

/** The use behind two overage amounts, in its real numbers. */
function Pair({ of, step }: { of: Comparison["overage"][number]; step: "volume" | "price" }) {
  const t = useTranslations("invoices.compare");
  const { before, now, atOldPrice } = of;
  if (step === "price" && atOldPrice === null) return null;
  const words = {
    was: () => <Credits of={before?.credits ?? 0n} />,
    now: () => <Credits of={now?.credits ?? 0n} />,
    wasAmount: () => before && <Amount of={before.amount} />,
    nowAmount: () => now && <Amount of={now.amount} />,
    at: () => atOldPrice && <Amount of={atOldPrice} />,
  };
  const how = now === null ? "volumeGone" : before === null ? "volumeNew" : step;
  return <span className="block text-small text-muted">{t.rich(how, words)}</span>;
}

/** Where a bar leads: to the use of the stretch it is about, else to the line itself. */
export function stepHref({ before, now }: Step, comparison: Comparison): string | null {
  const used = [...now, ...before].find(hasUsage);
  if (used) return usageHref(used);
  const [line] = [...now, ...before];
  const of = now.length > 0 ? comparison.now : comparison.before;
  return line && of ? `/invoices/${of.id}#line-${line.id}` : null;
}

function usageHref({ id }: ComparedLine): string {
  return `/usage?line=${id}`;
}

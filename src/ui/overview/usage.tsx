import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { part } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { Amount, UnitPrice } from "../amount";
import { Credits, pluralCount } from "../credits";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import { UsageBar } from "../usage-bar";
import { When } from "../when";
import type { OverviewUsage } from "./data";
import { MoreLink } from "./more-link";

type Props = { usage: OverviewUsage; zone: string; explaining: Explaining };

/** OV4: use this period against the allowance, and against the same point of last period. */
export function Usage({ usage, zone, explaining }: Props) {
  const t = useTranslations("overview.usage");
  const percent = usePercent();
  const { used, allowance, period } = usage;
  const note = (
    <>
      <When at={period.start} zone={zone} /> – <When at={period.end} zone={zone} />
    </>
  );
  return (
    <Section title={t(usage.by === "period" ? "titlePeriod" : "titleMonth")} note={note}>
      <p className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          {t.rich("used", {
            count: pluralCount(used),
            credits: () => <Credits of={used} />,
            figure: (figure) => <span className="font-serif text-title">{figure}</span>,
            unit: (unit) => <span className="text-muted">{unit}</span>,
          })}{" "}
          {used > 0n && <ExplainFigure of={explaining} figure="usage" />}
        </span>
        {allowance > 0n && (
          <span className="text-muted">
            {t.rich("ofAllowance", {
              percent: percent(used, allowance),
              credits: () => <Credits of={allowance} />,
            })}
          </span>
        )}
      </p>
      {explaining.panel}
      {allowance > 0n && <Bars usage={usage} />}
      <p className="mt-3 text-small text-muted">
        <Compared usage={usage} />
      </p>
      <MoreLink href="/usage">{t("all")}</MoreLink>
    </Section>
  );
}

/** OV10: what the plan includes and what is charged on demand, drawn to one scale. */
function Bars({
  usage: { allowance, included, overage, used, onDemand },
}: {
  usage: OverviewUsage;
}) {
  const t = useTranslations("overview.usage");
  const other = used - included - overage;
  return (
    <div className="space-y-3">
      <Bar label={t("included")} used={included} of={allowance}>
        {t.rich("includedOf", {
          credits: () => <Credits of={included} unit={false} />,
          allowance: () => <Credits of={allowance} />,
        })}
      </Bar>
      {onDemand && (
        <Bar label={t("onDemand")} used={overage} of={onDemand.cap ?? allowance} demand>
          {t.rich(demandKey(onDemand), {
            credits: () => <Credits of={overage} />,
            cap: () => <Credits of={onDemand.cap ?? 0n} unit={false} />,
            price: () => (
              <UnitPrice of={onDemand.unitPrice ?? "0"} currency={onDemand.amount.currency} />
            ),
            amount: () => <Amount of={onDemand.amount} />,
          })}
        </Bar>
      )}
      {other > 0n && (
        <p className="text-small text-muted">
          {t.rich("other", { credits: () => <Credits of={other} /> })}
        </p>
      )}
    </div>
  );
}

/** At one price a credit, or at several: those are told with the plan. */
function demandKey({ cap, unitPrice }: NonNullable<OverviewUsage["onDemand"]>) {
  if (unitPrice === null) return cap === null ? "onDemandTiers" : "onDemandTiersCap";
  return cap === null ? "onDemandFor" : "onDemandCap";
}

type BarProps = {
  label: string;
  used: bigint;
  of: bigint;
  demand?: boolean;
  children: ReactNode;
};

function Bar({ label, used, of, demand = false, children }: BarProps) {
  return (
    <div>
      <p className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 text-small">
        <span>{label}</span>
        <span className={demand && used > 0n ? "text-ochre" : "text-muted"}>{children}</span>
      </p>
      <UsageBar used={used} of={of} label={label} demand={demand} />
    </div>
  );
}

function Compared({ usage: { by, used, sameTimeLastPeriod: before } }: { usage: OverviewUsage }) {
  const t = useTranslations("overview.usage");
  const percent = usePercent();
  if (before === null) return t("noEarlier");
  if (before === 0n) return t("noneBefore", { by });
  const change = used - before;
  const how = change === 0n ? "same" : change > 0n ? "more" : "less";
  return t.rich(how, {
    by,
    credits: () => <Credits of={before} />,
    percent: percent(change < 0n ? -change : change, before),
  });
}

/** A share in whole per cent; of something never nothing. */
function usePercent(): (amount: bigint, whole: bigint) => string {
  const t = useTranslations("overview");
  const format = new Intl.NumberFormat(numberLocale(useLocale()), { style: "percent" });
  return (amount, whole) => {
    const share = part(amount, 100n, whole);
    if (share === 0n && amount > 0n) return t("percentLess", { figure: format.format(0.01) });
    // As text with an exponent, so that no digit passes through a float.
    return format.format(`${share}E-2` as `${number}`);
  };
}

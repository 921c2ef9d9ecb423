import { part } from "@/lib/money";
import { Credits } from "../credits";
import { Section } from "../section";
import { UsageBar } from "../usage-bar";
import { When } from "../when";
import type { OverviewUsage } from "./data";

/** OV4: use this period against the allowance, and against the same time last period. */
export function Usage({ usage, zone }: { usage: OverviewUsage; zone: string }) {
  const { used, allowance, overage, period } = usage;
  return (
    <Section
      title={usage.by === "period" ? "Usage this period" : "Usage this month"}
      note={
        <>
          <When at={period.start} zone={zone} /> – <When at={period.end} zone={zone} />
        </>
      }
    >
      <p className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          <span className="text-title font-serif">
            <Credits of={used} />
          </span>{" "}
          <span className="text-muted">used</span>
        </span>
        {allowance > 0n && (
          <span className="text-muted">
            {percent(used, allowance)} of an allowance of <Credits of={allowance} />
          </span>
        )}
      </p>
      {allowance > 0n && <UsageBar used={used} of={allowance} label="Allowance used" />}
      <ul className="mt-3 space-y-1 text-small text-muted">
        {overage > 0n && (
          <li className="text-ochre">
            <Credits of={overage} /> of this beyond all credits, billed as overage
          </li>
        )}
        <li>
          <Compared usage={usage} />
        </li>
      </ul>
    </Section>
  );
}

function Compared({ usage: { by, used, sameTimeLastPeriod: before } }: { usage: OverviewUsage }) {
  if (before === null) return <>There is no earlier period to compare with yet.</>;
  if (before === 0n) return <>At this point of the last {by} nothing had been used.</>;
  const change = used - before;
  const how =
    change === 0n ? "the same" : `${percent(abs(change), before)} ${change > 0n ? "more" : "less"}`;
  return (
    <>
      At this point of the last {by}: <Credits of={before} /> — now {how}
      {change !== 0n && " than then"}.
    </>
  );
}

function percent(amount: bigint, whole: bigint): string {
  const share = part(amount, 100n, whole);
  return share === 0n && amount > 0n ? "less than 1%" : `${share}%`;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

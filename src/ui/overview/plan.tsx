import type { ReactNode } from "react";
import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import type { OverviewPlan } from "./data";

/** OV2: which plan, at what price, from when to when, and what happens then. */
export function Plan({ plan, zone }: { plan: OverviewPlan | null; zone: string }) {
  if (!plan) return <PayAsYouGo />;
  const isFree = plan.price.minor === 0n;
  return (
    <Section title="Plan" note={<Status of="active" />}>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-serif text-figure">{plan.name}</span>
        <span className="text-muted">
          <Amount of={plan.price} /> a {plan.interval}
        </span>
      </p>
      <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5">
        <Fact term="Period">
          <When at={plan.period.start} zone={zone} as="instant" /> –{" "}
          <When at={plan.period.end} zone={zone} as="instant" />
          <span className="block text-small text-muted">Times in {zone}</span>
        </Fact>
        <Fact term="Renews">
          <When at={plan.period.end} zone={zone} />
          {isFree ? ", free of charge" : ", for "}
          {!isFree && <Amount of={plan.price} />}
        </Fact>
        <Fact term="Includes">
          <Credits of={plan.allowance} /> a {plan.allowanceEvery}
        </Fact>
        <Fact term="Beyond that">
          {plan.overagePrice === null ? (
            "Use stops until the next credits arrive"
          ) : (
            <>
              <UnitPrice of={plan.overagePrice} currency={plan.price.currency} /> a credit, on the
              next invoice
            </>
          )}
        </Fact>
      </dl>
    </Section>
  );
}

function PayAsYouGo() {
  return (
    <Section title="Plan">
      <p className="font-serif text-figure">Pay as you go</p>
      <p className="mt-6 text-muted">
        You use credits from your balance. Nothing renews and nothing is charged on its own.
      </p>
    </Section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

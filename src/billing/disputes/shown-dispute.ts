import type { GrantId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { AccountDraft } from "../account-draft";
import type { Author } from "../decision";
import { unearned } from "../earning";
import { recognizeTo } from "../recognition";
import { keptByLine } from "../refunds/held-credits";
import { promiseOf } from "../refunds/plan-refund";
import { type PolicyPreview, policyOf } from "../refunds/policy-preview";
import { policies, type RefundPolicy } from "../refunds/refund";
import type { Refundable } from "../refunds/refundable";
import type { Snapshot } from "../state";
import type { DisputeState } from "./dispute";
import { planDispute, withoutDispute } from "./hold-disputed";

export type ShownDispute = {
  money: {
    total: Money;
    /** Beyond what was left of the charge: lost without credits. */
    excess: Money;
    lines: { description: string; net: Money; tax: Money; unearned: Money }[];
  };
  /** The same loss under each policy, side by side. */
  policies: Record<RefundPolicy, PolicyPreview>;
};

/** What losing a dispute now would take back, under each policy: the plan its loss is booked by. */
export function shownDispute(
  snapshot: Snapshot,
  { dispute, from }: { dispute: DisputeState; from: Refundable },
  author: Author,
): ShownDispute {
  const draft = new AccountDraft(snapshot, author);
  recognizeTo(draft, snapshot.t);
  const { currency, amountMinor: grossMinor } = dispute;
  const money = (minor: bigint): Money => ({ minor, currency });
  const others = withoutDispute(from, dispute);
  const kept = keptByLine(draft, { disputeId: dispute.id });
  const plan = (policy: RefundPolicy) => {
    // Owed or written off shows the same.
    const terms = { policy, shortfall: "write_off" as const };
    const lines = planDispute(draft, { dispute, grossMinor, others, kept, terms });
    const taken = lines.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0n);
    return { lines, currency, cardMinor: taken, creditMinor: 0n };
  };
  const { lines, cardMinor } = plan("proportional");
  const onHold = keptByGrant(snapshot, dispute);
  return {
    money: {
      ...{ total: money(grossMinor), excess: money(grossMinor - cardMinor) },
      lines: lines.map(({ line, netMinor, taxMinor }) => {
        const state = draft.lines.find(({ id }) => id === line.id);
        const left = state ? unearned(state.earning) : 0n;
        return {
          ...{ description: line.description, net: money(netMinor), tax: money(taxMinor) },
          unearned: money(left < netMinor ? left : netMinor),
        };
      }),
    },
    policies: Object.fromEntries(
      policies.map((policy) => {
        const planned = plan(policy);
        return [policy, policyOf(snapshot, { ...planned, kept: onHold }, promiseOf(planned))];
      }),
    ) as Record<RefundPolicy, PolicyPreview>,
  };
}

function keptByGrant({ holds }: Snapshot, { id }: DisputeState): Map<GrantId, bigint> {
  const kept = new Map<GrantId, bigint>();
  const own = holds.filter(({ forDispute }) => forDispute === id);
  for (const { grantId, credits } of own.flatMap(({ parts }) => parts)) {
    if (grantId) kept.set(grantId, (kept.get(grantId) ?? 0n) + credits);
  }
  return kept;
}

import fc from "fast-check";
import type { AccountDraft } from "@/billing/account-draft";
import type { AccountTerms, TaxRule } from "@/billing/invoices/terms";
import { type ChangeRequest, decideChange } from "@/billing/plans/decide-change";
import { startFirst } from "@/billing/plans/decide-start";
import type { GrantState, PlanVersion, Snapshot } from "@/billing/state";
import type { AccountId, DiscountId, PlanVersionId, QuoteId, SubscriptionId } from "@/lib/ids";
import { addSeconds, secondsBetween } from "@/lib/time";

export const author = { actor: "test", requestId: "test" };
const accountId = "01900000-0000-7000-8000-000000000001" as AccountId;
export const quoteId = "01900000-0000-7000-8000-000000000002" as QuoteId;

/** An account before its first plan. */
function nothingYet(
  t: Date,
  { timezone, currency, terms }: Pick<Life, "timezone" | "currency" | "terms">,
): Snapshot {
  return {
    ...{ accountId, timezone, houseTimezone: "UTC", currency, paymentTermsDays: 400 },
    ...{ t, recordedAt: t, grants: [], debt: 0n, period: null, overage: [] },
    ...{ previous: null, withheld: false },
    head: {
      version: 0n,
      hash: Buffer.alloc(32),
      dueAt: null,
      earnsAt: null,
      closedThrough: null,
      alertWatch: null,
    },
    terms,
    minimumMinor: 0n,
    ...{ holds: [], openInvoices: [], accountCreditMinor: 0n, lines: [], scheduled: [] },
    ...{ versions: new Map(), periodVersions: new Map(), pending: null, lastPeriodEnd: null },
    ...{ tried: false, freeUntil: null, collections: [], paysByItself: false },
  } as unknown as Snapshot;
}

/** The account as a decision leaves it, at a later instant, with some of its credits used meanwhile. */
export function after(draft: AccountDraft, t: Date, used: (grant: GrantState) => bigint): Snapshot {
  const { period } = draft;
  return {
    ...draft.snapshot,
    ...{ t, recordedAt: t, period, holds: draft.holds, debt: draft.debt },
    grants: draft.grants.map((grant) => ({ ...grant, remaining: grant.remaining - used(grant) })),
    openInvoices: draft.receivables,
    accountCreditMinor: draft.accountCreditMinor,
    terms: draft.terms,
    lines: draft.lines.map((line) => ({ ...line, invoiceStatus: "issued" as const })),
    scheduled: draft.scheduled,
    periodVersions: new Map(period ? [[period.id, period.version]] : []),
  };
}

function versionOf(plan: string, currency: string, least = 0n): fc.Arbitrary<PlanVersion> {
  return fc
    .record({
      priceMinor: fc.bigInt({ min: least, max: 1_000_000n }),
      allowance: fc.bigInt({ min: 0n, max: 300_000n }),
      interval: fc.constantFrom("month" as const, "month" as const, "year" as const),
      drips: fc.boolean(),
      rolls: fc.boolean(),
      trial: fc.constantFrom(null, { days: 14, allowance: 1_000n }),
    })
    .map(({ drips, rolls, interval, ...terms }) => ({
      ...{ id: `${plan}-version` as PlanVersionId, plan, planName: plan, onSale: true, version: 1 },
      ...{ currency, interval, ...terms },
      drip: drips && interval === "year" ? ("month" as const) : null,
      overage: { policy: "block" as const },
      rolloverMax: rolls && terms.allowance > 0n ? terms.allowance : null,
      features: null,
    })) as unknown as fc.Arbitrary<PlanVersion>;
}

const off = fc.oneof(
  fc.record({
    kind: fc.constant("percent" as const),
    ppm: fc.bigInt({ min: 1n, max: 1_000_000n }),
  }),
  fc.record({ kind: fc.constant("amount" as const), minor: fc.bigInt({ min: 1n, max: 50_000n }) }),
);

/** Up to two discounts, and a tax or none: on top of prices, in them, or the buyer's to account for. */
const anyTerms: fc.Arbitrary<AccountTerms> = fc.record({
  discounts: fc
    .array(fc.record({ off, cycles: fc.constantFrom(null, 1, 3) }), { maxLength: 2 })
    .map((all) =>
      all.map((one, index) => ({
        ...{ ...one, id: `discount-${index}` as DiscountId, code: `CODE${index}` },
        ...{ cyclesUsed: 0, coveredFrom: null, coveredThrough: null },
      })),
    ),
  taxes: fc
    .constantFrom<TaxRule | null>(
      null,
      { name: "VAT", ratePpm: 190_000n, included: false, reverseCharge: false },
      { name: "VAT", ratePpm: 81_000n, included: true, reverseCharge: false },
      { name: "VAT", ratePpm: 0n, included: false, reverseCharge: true },
    )
    .map((rule) => ({ timezone: "UTC", spans: rule ? [{ from: null, rule }] : [] })),
});

/** Any second of two years; often one shortly before clocks change, so that a day has 23 or 25 hours. */
const anyStart = fc
  .oneof(
    fc.integer({ min: Date.UTC(2025, 0, 1) / 1000, max: Date.UTC(2027, 0, 1) / 1000 }),
    fc
      .tuple(
        // New York and Berlin, spring and autumn of 2026.
        fc.constantFrom("2026-03-08T07", "2026-03-29T01", "2026-10-25T01", "2026-11-01T06"),
        fc.integer({ min: 0, max: 3 * 86_400 }),
      )
      .map(([hour, before]) => Date.parse(`${hour}:00:00Z`) / 1000 - before),
  )
  .map((seconds) => new Date(seconds * 1000));

export const life = fc.constantFrom("usd", "jpy", "kwd").chain((currency) =>
  fc.record({
    currency: fc.constant(currency),
    from: versionOf("from", currency, 1n),
    // What costs nothing is not gone over to at once.
    to: versionOf("to", currency, 1n),
    timezone: fc.constantFrom(
      ...["UTC", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"],
    ),
    startsAt: anyStart,
    /** Left during a trial, now and then. */
    trialDays: fc.constantFrom(null, null, null, 14),
    /** How far into the period, and how much of the allowance was used, in thousandths. */
    passed: fc.oneof(fc.constantFrom(0, 999), fc.integer({ min: 0, max: 999 })),
    spent: fc.oneof(fc.constantFrom(0n, 1_000n), fc.bigInt({ min: 0n, max: 1_000n })),
    anchor: fc.constantFrom("keep" as const, "reset" as const),
    proration: fc.constantFrom("second" as const, "second" as const, "day" as const),
    allowance: fc.constantFrom(...(["prorate", "prorate", "prorate", "keep", "replace"] as const)),
    creditBasis: fc.constantFrom("usage" as const, "usage" as const, "time" as const),
    terms: anyTerms,
  }),
);

export type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

/** A plan started, used and left: what the account was before, and what the change decides. */
export function live({ from, to, timezone, currency, startsAt, passed, spent, ...how }: Life) {
  const { terms } = how;
  const first = startFirst(
    nothingYet(startsAt, { timezone, currency, terms }),
    {
      ...{ id: "subscription" as SubscriptionId, version: from, startsAt },
      ...{ grants: "on_issue", trialDays: how.trialDays },
    },
    author,
  );
  const period = first.draft.period;
  if (!period) throw new Error("It began");
  const length = Number(secondsBetween(period.slice.startsAt, period.slice.endsAt));
  const at = addSeconds(startsAt, Math.floor((length * passed) / 1000));
  const before = after(first.draft, at, (grant) => (grant.amount * spent) / 1000n);
  const isSameInterval = from.interval === to.interval;
  const request: ChangeRequest = {
    ...{
      version: to,
      when: "now",
      grants: "on_issue",
      at,
      quoteId,
      unusedThen: null,
      holdId: null,
    },
    ...{ proration: how.proration, asIfPaid: true },
    terms: {
      anchor: isSameInterval ? how.anchor : "reset",
      allowance: how.allowance,
      creditBasis: how.creditBasis,
    },
  };
  return { before, period, at, request, ...decideChange(before, request, author) };
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountId, PlanVersionId, QuoteId, SubscriptionId } from "@/lib/ids";
import { addSeconds, secondsBetween } from "@/lib/time";
import { runs } from "../../../test/runs";
import type { AccountDraft } from "../account-draft";
import type { Decision, InvoiceLineDraft, TransferDraft } from "../decision";
import { unearned } from "../earning";
import { netOf } from "../invoices/lines";
import { isAsShown } from "../quotes/preview";
import type { GrantState, LineState, PlanVersion, Snapshot } from "../state";
import { type ChangeRequest, decideChange } from "./decide-change";
import { startFirst } from "./decide-start";
import { previewOf } from "./preview-change";

const author = { actor: "test", requestId: "test" };
const accountId = "01900000-0000-7000-8000-000000000001" as AccountId;
const quoteId = "01900000-0000-7000-8000-000000000002" as QuoteId;

/** An account before its first plan. */
function nothingYet(t: Date, timezone: string, currency: string): Snapshot {
  return {
    ...{ accountId, timezone, houseTimezone: "UTC", currency, paymentTermsDays: 400 },
    ...{ t, recordedAt: t, grants: [], debt: 0n, period: null, overage: [], previous: null },
    head: {
      version: 0n,
      hash: Buffer.alloc(32),
      dueAt: null,
      closedThrough: null,
      alertWatch: null,
    },
    ...{ holds: [], openInvoices: [], accountCreditMinor: 0n, lines: [], scheduled: [] },
    ...{ versions: new Map(), periodVersions: new Map(), pending: null, lastPeriodEnd: null },
  } as unknown as Snapshot;
}

/** The account as a decision leaves it, at a later instant, with some of its credits used meanwhile. */
function after(draft: AccountDraft, t: Date, used: (grant: GrantState) => bigint): Snapshot {
  const { period } = draft;
  return {
    ...draft.snapshot,
    ...{ t, recordedAt: t, period, holds: draft.holds, debt: draft.debt },
    grants: draft.grants.map((grant) => ({ ...grant, remaining: grant.remaining - used(grant) })),
    openInvoices: draft.receivables,
    accountCreditMinor: draft.accountCreditMinor,
    lines: draft.lines.map((line) => ({ ...line, invoiceStatus: "issued" as const })),
    scheduled: draft.scheduled,
    periodVersions: new Map(period ? [[period.id, period.version]] : []),
  };
}

function versionOf(plan: string, currency: string): fc.Arbitrary<PlanVersion> {
  return fc
    .record({
      priceMinor: fc.bigInt({ min: 0n, max: 1_000_000n }),
      allowance: fc.bigInt({ min: 0n, max: 300_000n }),
      interval: fc.constantFrom("month" as const, "month" as const, "year" as const),
      drips: fc.boolean(),
      rolls: fc.boolean(),
    })
    .map(({ drips, rolls, interval, ...terms }) => ({
      ...{ id: `${plan}-version` as PlanVersionId, plan, planName: plan, onSale: true, version: 1 },
      ...{ currency, interval, ...terms },
      drip: drips && interval === "year" ? ("month" as const) : null,
      overage: { policy: "block" as const },
      rolloverMax: rolls && terms.allowance > 0n ? terms.allowance : null,
      ...{ trial: null, features: null },
    })) as unknown as fc.Arbitrary<PlanVersion>;
}

const life = fc.constantFrom("usd", "jpy", "kwd").chain((currency) =>
  fc.record({
    currency: fc.constant(currency),
    from: versionOf("from", currency),
    to: versionOf("to", currency),
    timezone: fc.constantFrom(
      ...["UTC", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"],
    ),
    startsAt: fc
      .integer({ min: Date.UTC(2025, 0, 1) / 1000, max: Date.UTC(2027, 0, 1) / 1000 })
      .map((seconds) => new Date(seconds * 1000)),
    /** How far into the period, and how much of the allowance was used, in thousandths. */
    passed: fc.oneof(fc.constantFrom(0, 999), fc.integer({ min: 0, max: 999 })),
    spent: fc.oneof(fc.constantFrom(0n, 1_000n), fc.bigInt({ min: 0n, max: 1_000n })),
    anchor: fc.constantFrom("keep" as const, "reset" as const),
    proration: fc.constantFrom("second" as const, "second" as const, "day" as const),
  }),
);

type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

/** A plan started, used and left: what the account was before, and what the change decides. */
function live({ from, to, timezone, currency, startsAt, passed, spent, ...how }: Life) {
  const first = startFirst(
    nothingYet(startsAt, timezone, currency),
    {
      ...{ id: "subscription" as SubscriptionId, version: from, startsAt },
      grants: "on_issue",
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
    ...{ version: to, when: "now", grants: "on_issue", at, quoteId, unusedThen: null },
    ...{ proration: how.proration, asIfPaid: true },
    terms: {
      anchor: isSameInterval ? how.anchor : "reset",
      allowance: "prorate",
      creditBasis: "usage",
    },
  };
  return { before, period, at, request, ...decideChange(before, request, author) };
}

const size = (value: bigint) => (value < 0n ? -value : value);

describe("whatever plan is left for whichever, whenever", () => {
  const check = (property: (lived: ReturnType<typeof live>, told: Life) => void) =>
    fc.assert(
      fc.property(life, (told) => property(live(told), told)),
      { numRuns: runs(500, 10_000) },
    );

  test("what is shown is what is billed and what is posted, line by line", () => {
    check(({ before, decision, draft, changed, request }) => {
      const shown = { quoteId, expiresAt: request.at, snapshot: before, following: null };
      const preview = previewOf({ ...shown, decision, draft, changed });
      const again = decideChange(before, request, author);
      expect(isAsShown(preview, previewOf({ ...shown, ...again }))).toBe(true);

      const lines = decision.invoices.at(-1)?.lines ?? [];
      expect(preview.money.lines.map(({ amount }) => amount.minor)).toEqual(
        lines.map(({ amountMinor }) => amountMinor),
      );
      for (const line of lines) {
        expect(postedTo(decision, line.id, "receivable")).toBe(netOf(line) + line.taxMinor);
      }
      expect(preview.money.total.minor).toBe(totalOf(lines));
    });
  });

  test("of the old line is kept the greater of the time and the allowance used, ± 1", () => {
    check(({ before, decision, at, period, request }) => {
      const [line] = before.lines;
      if (!line || line.slices || request.proration === "day") return;
      const charged = line.earning.netMinor;
      const credit = creditOf(decision);
      const [grant] = before.grants;
      const seconds = secondsBetween(period.startsAt, period.endsAt);
      const passed = secondsBetween(period.startsAt, at);
      const used = grant ? grant.amount - grant.remaining : 0n;
      const granted = grant?.amount ?? 1n;
      // max(passed ∕ seconds, used ∕ granted), over one denominator.
      const byTime = passed * granted;
      const byUse = used * seconds;
      const most = byTime > byUse ? byTime : byUse;
      const whole = seconds * granted;
      expect(size((charged - credit) * whole - charged * most)).toBeLessThanOrEqual(whole);
    });
  });

  test("money and credits come and go by one fraction", () => {
    check(({ before, changed, decision, request }) => {
      const { version } = request;
      const charge = decision.invoices.at(-1)?.lines.find((one) => one.kind === "proration_charge");
      if (charge && version.allowance > 0n && version.drip === null) {
        // charge ∕ price = granted ∕ allowance, but for the rounding of each.
        const off = charge.amountMinor * version.allowance - version.priceMinor * changed.granted;
        expect(size(off)).toBeLessThanOrEqual(version.allowance + version.priceMinor);
      }
      const [line] = before.lines;
      const [grant] = before.grants;
      if (!line || line.slices || !grant) return;
      const off = creditOf(decision) * grant.amount - line.earning.netMinor * changed.back;
      expect(size(off)).toBeLessThanOrEqual(grant.amount + line.earning.netMinor);
    });
  });

  test("deferred revenue is what no line has earned (BOOKS B2, 5), and no credit appears or goes", () => {
    check(({ before, draft, decision }) => {
      const deferredBefore = deferredOf(before.lines);
      const moved = balanceOf(decision, "deferred_revenue");
      expect(-moved + deferredBefore).toBe(deferredOf(draft.lines));
      for (const { earning } of draft.lines) {
        expect(unearned(earning)).toBeGreaterThanOrEqual(0n);
      }
      for (const grant of draft.grants) expect(grant.remaining).toBeGreaterThanOrEqual(0n);
    });
  });

  test("there and back in one second costs nothing but what was used beyond the time", () => {
    check(({ before, draft, at, request, changed }, { from, proration, passed }) => {
      if (
        from.drip ||
        request.version.drip ||
        request.terms.anchor === "reset" ||
        proration === "day"
      )
        return;
      const there = after(draft, at, () => 0n);
      const back = decideChange(
        { ...there, head: before.head },
        { ...request, version: from },
        author,
      );
      const money = totalOf(changed.lines) + totalOf(back.changed.lines);
      const [grant] = before.grants;
      const used = grant ? grant.amount - grant.remaining : 0n;
      if (used > ((grant?.amount ?? 0n) * BigInt(passed)) / 1000n) return;
      expect(size(money)).toBeLessThanOrEqual(1n);
      const [had, has] = [remainingOf(before.grants), remainingOf(back.draft.grants)];
      expect(size(has - had)).toBeLessThanOrEqual(1n);
    });
  });
});

function creditOf(decision: Decision): bigint {
  const lines = decision.invoices.at(-1)?.lines ?? [];
  const credit = lines.find(({ kind }) => kind === "proration_credit");
  return credit ? -netOf(credit) : 0n;
}

/** What of a line stands on a ledger account in the end. */
function postedTo(decision: Decision, lineId: string, kind: string): bigint {
  const issued = decision.transactions.filter((one) => one.kind === "invoice");
  const moved = issued.flatMap(({ transfers }) => transfers);
  return debitsOf(
    moved.filter(({ invoiceLineId }) => invoiceLineId === lineId),
    kind,
  );
}

const balanceOf = (decision: Decision, kind: string) =>
  debitsOf(
    decision.transactions.flatMap(({ transfers }) => transfers),
    kind,
  );

function debitsOf(transfers: readonly TransferDraft[], kind: string): bigint {
  const on = (side: "from" | "to") => (one: TransferDraft) =>
    one[side].kind === kind ? one.amount : 0n;
  return sumBy(transfers, on("to")) - sumBy(transfers, on("from"));
}

const sumBy = <T>(all: readonly T[], of: (one: T) => bigint) =>
  all.reduce((sum, one) => sum + of(one), 0n);

const deferredOf = (lines: readonly LineState[]) =>
  sumBy(lines, ({ earning }) => unearned(earning));
const totalOf = (lines: readonly InvoiceLineDraft[]) => sumBy(lines, (one) => one.amountMinor);
const remainingOf = (grants: readonly GrantState[]) => sumBy(grants, ({ remaining }) => remaining);

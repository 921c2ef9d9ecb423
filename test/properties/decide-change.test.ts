import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision, InvoiceLineDraft, TransferDraft } from "@/billing/decision";
import { unearned } from "@/billing/earning";
import { netOf } from "@/billing/invoices/lines";
import { decideChange } from "@/billing/plans/decide-change";
import { previewOf } from "@/billing/plans/preview-change";
import { shareLeft } from "@/billing/plans/proration";
import { isAsShown } from "@/billing/quotes/preview";
import type { GrantState, LineState } from "@/billing/state";
import { addSeconds, secondsBetween } from "@/lib/time";
import { runs } from "../runs";
import { after, author, type Life, life, live, quoteId } from "./lives";

const size = (value: bigint) => (value < 0n ? -value : value);

describe("whatever plan is left for whichever, whenever", () => {
  const check = (
    property: (lived: ReturnType<typeof live>, told: Life) => void,
    inNightly = 10_000,
  ) =>
    fc.assert(
      fc.property(life, (told) => property(live(told), told)),
      { numRuns: runs(500, inNightly) },
    );

  test("the lives are of every kind", () => {
    const lives = fc.sample(life, 500);
    const seen = <T>(of: (one: Life) => T) => new Set(lives.map(of));
    expect(seen(({ currency }) => currency)).toEqual(new Set(["usd", "jpy", "kwd"]));
    expect(seen(({ proration }) => proration)).toEqual(new Set(["second", "day"]));
    expect(seen(({ anchor }) => anchor)).toEqual(new Set(["keep", "reset"]));
    expect(seen(({ allowance }) => allowance)).toEqual(new Set(["prorate", "keep", "replace"]));
    expect(seen(({ creditBasis }) => creditBasis)).toEqual(new Set(["usage", "time"]));
    expect(seen(({ trialDays }) => trialDays)).toEqual(new Set([null, 14]));
    expect(seen(({ from }) => `${from.interval} ${from.drip}`)).toEqual(
      new Set(["month null", "year null", "year month"]),
    );
    const taxes = seen(({ terms: { taxes } }) =>
      JSON.stringify(taxes.spans.map(({ rule }) => [rule?.included, rule?.reverseCharge])),
    );
    expect(taxes.size).toBe(4); // none, on top, in the price, the buyer's to account for
    const discounts = lives.flatMap(({ terms }) => terms.discounts);
    expect(new Set(discounts.map(({ off, cycles }) => `${off.kind} ${cycles}`)).size).toBe(6);
    const days = lives.filter(({ startsAt, timezone }) => hasOddDay(startsAt, timezone));
    expect(days.length).toBeGreaterThan(20);
  });

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
      const { allowance, creditBasis } = request.terms;
      if (!line || line.slices || request.proration === "day") return;
      const charged = line.earning.netMinor;
      const credit = creditOf(decision);
      const [grant] = before.grants;
      const seconds = secondsBetween(period.startsAt, period.endsAt);
      const passed = secondsBetween(period.startsAt, at);
      const used = grant ? grant.amount - grant.remaining : 0n;
      const granted = grant?.amount ?? 1n;
      // Whoever keeps the allowance keeps paying for it.
      if (allowance === "keep" && creditBasis === "usage") {
        expect(credit).toBe(0n);
        return;
      }
      // max(passed ∕ seconds, used ∕ granted), over one denominator.
      const byTime = passed * granted;
      const byUse = used * seconds;
      const most = byTime > byUse || creditBasis === "time" ? byTime : byUse;
      const whole = seconds * granted;
      expect(size((charged - credit) * whole - charged * most)).toBeLessThanOrEqual(whole);
    }, 100_000);
  });

  test("money and credits come and go by one fraction", () => {
    check(({ before, changed, decision, draft, request }) => {
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
      const { allowance, creditBasis } = request.terms;
      if (allowance === "keep") expect(changed.back).toBe(0n);
      if (allowance === "replace") expect(changed.back).toBe(grant.remaining);
      if (allowance !== "prorate" || creditBasis === "time") return;
      const off = creditOf(decision) * grant.amount - line.earning.netMinor * changed.back;
      expect(size(off)).toBeLessThanOrEqual(grant.amount + line.earning.netMinor);
      // What was used is earned, by that fraction too.
      const left = draft.lines.find(({ id }) => id === line.id);
      if (line.earning.basis !== "usage" || !left || changed.back === grant.remaining) return;
      const used = (grant.amount - grant.remaining) * line.earning.netMinor;
      const earned = left.earning.recognizedMinor * grant.amount;
      expect(size(earned - used)).toBeLessThanOrEqual(grant.amount);
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
    check(
      ({ before, draft, decision, at, request, period }, { from, terms, trialDays, ...how }) => {
        const { anchor, allowance, creditBasis } = request.terms;
        const isPlain = allowance === "prorate" && creditBasis === "usage" && trialDays === null;
        if (!isPlain || anchor === "reset") return;
        const there = after(draft, at, () => 0n);
        const back = decideChange(
          { ...there, head: before.head },
          { ...request, version: from },
          author,
        );
        // What a card is charged in whole steps is rounded apart.
        const billed = (one: Decision) =>
          totalOf((one.invoices.at(-1)?.lines ?? []).filter(({ kind }) => kind !== "adjustment"));
        const money = billed(decision) + billed(back.decision);
        const [grant] = before.grants;
        const running = { start: period.slice.startsAt, end: period.slice.endsAt };
        const { left, total } = shareLeft(running, at, { ...how, timeZone: how.timezone });
        if (grant && grant.remaining * total < grant.amount * left) return;
        // Each of the two documents rounds each discount, and its tax, once more.
        const roundings = BigInt(2 * (terms.discounts.length + terms.taxes.spans.length));
        expect(size(money)).toBeLessThanOrEqual(1n + roundings);
        const [had, has] = [remainingOf(before.grants), remainingOf(back.draft.grants)];
        expect(size(has - had)).toBeLessThanOrEqual(1n);
      },
      100_000,
    );
  });
});

/** Whether one of the next three days has 23 or 25 hours there. */
function hasOddDay(at: Date, timeZone: string): boolean {
  const local = (time: Date) => Date.parse(`${time.toLocaleString("sv", { timeZone })}Z`);
  return local(addSeconds(at, 3 * 86_400)) - local(at) !== 3 * 86_400_000;
}

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

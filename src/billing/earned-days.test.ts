import { expect, test } from "vitest";
import type { AccountId, InvoiceLineId } from "@/lib/ids";
import { decideDays } from "./earned-days";
import type { LineState, Snapshot } from "./state";

const accountId = "01900000-0000-7000-8000-000000000001" as AccountId;
const at = (instant: string) => new Date(instant);

/** An account with one line that is earned by time, from an instant to another. */
function earning(netMinor: bigint, [from, to]: [Date, Date], houseTimezone: string): Snapshot {
  const lineId = "01900000-0000-7000-8000-000000000002" as InvoiceLineId;
  const line = {
    ...{ id: lineId, planPeriodId: null, currency: "usd", slices: null, returns: [] },
    earning: {
      ...{ lineId, basis: "time", revenue: "revenue.plan", netMinor, recognizedMinor: 0n },
      ...{ returnedMinor: 0n, baseRecognizedMinor: 0n, baseCredits: 0n, open: true },
      ...{ baseAt: from, endsAt: to },
    },
  } as unknown as LineState;
  return {
    ...{ accountId, houseTimezone, currency: "usd", t: to, recordedAt: to, lines: [line] },
    ...{ grants: [], overage: [], holds: [], openInvoices: [], scheduled: [], collections: [] },
    ...{ debt: 0n, period: null, pending: null, accountCreditMinor: 0n, withheld: false },
    head: { version: 0n, hash: Buffer.alloc(32), dueAt: null, earnsAt: from },
  } as unknown as Snapshot;
}

const bookedBy = (snapshot: Snapshot, until: Date) =>
  decideDays(snapshot, until, { actor: "test", requestId: "test" });

test("the day on which clocks go forward is an hour short, and earns an hour less", () => {
  // Berlin, 29 March to the end of the month: 23 + 24 + 24 hours, a dollar each.
  const span: [Date, Date] = [at("2026-03-28T23:00:00Z"), at("2026-03-31T22:00:00Z")];
  const { transactions, earnsAt } = bookedBy(earning(7_100n, span, "Europe/Berlin"), span[1]);
  expect(transactions.map((one) => [one.occurredAt, one.transfers[0]?.amount])).toEqual([
    [at("2026-03-29T22:00:00Z"), 2_300n],
    [at("2026-03-30T22:00:00Z"), 2_400n],
    [at("2026-03-31T22:00:00Z"), 2_400n],
  ]);
  expect(earnsAt).toBeNull();
});

test("a day that is not over is not booked, and is next", () => {
  const span: [Date, Date] = [at("2026-10-24T12:00:00Z"), at("2026-10-27T12:00:00Z")];
  // Berlin goes back on the 25th, which has 25 hours: over at 23:00 UTC.
  const until = at("2026-10-25T22:59:59Z");
  const { transactions, earnsAt } = bookedBy(earning(7_200n, span, "Europe/Berlin"), until);
  expect(transactions.map((one) => [one.occurredAt, one.transfers[0]?.amount])).toEqual([
    [at("2026-10-24T22:00:00Z"), 1_000n],
  ]);
  expect(earnsAt).toEqual(at("2026-10-25T23:00:00Z"));
});

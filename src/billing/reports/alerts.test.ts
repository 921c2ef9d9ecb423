import { expect, test } from "vitest";
import type { InvoiceId } from "@/lib/ids";
import { type AlertInput, alertsOf } from "./alerts";

const at = new Date("2026-03-10T12:00:00Z");
const calm: AlertInput = {
  at,
  overdue: [],
  debt: 0n,
  debtEntry: undefined,
  withheld: 0n,
  topUpPause: undefined,
  runOutAt: null,
  expiring: [],
  planToPay: null,
  planToCome: null,
  planToStart: null,
  fired: [],
  currency: "usd",
};
const day = (date: string) => new Date(`${date}T12:00:00Z`);

test("an account in order has no alerts", () => {
  expect(alertsOf(calm)).toEqual([]);
});

test("what has happened comes before what will, and what was only decided after both", () => {
  const invoice = {
    id: "018f0000-0000-7000-8000-000000000001" as InvoiceId,
    number: "INV-000007",
    currency: "usd",
    due: 9_900n,
    dueAt: day("2026-03-01"),
    failure: null,
  };
  const alerts = alertsOf({
    at,
    overdue: [invoice],
    debt: 40n,
    debtEntry: { version: 12n, reason: "Refunded" },
    withheld: 20_000n,
    topUpPause: { because: "refund", at, failure: null, payUrl: null },
    runOutAt: day("2026-03-12"),
    expiring: [{ at: day("2026-03-11"), category: "promo", credits: 300n }],
    planToPay: {
      plan: "Scale",
      until: day("2026-03-11"),
      invoice: { id: invoice.id, number: "INV-000008", due: { minor: 100n, currency: "usd" } },
    },
    planToCome: { plan: null, at: day("2026-04-01") },
    planToStart: null,
    fired: [fired("balance")],
    currency: "usd",
  });
  expect(alerts.map(({ kind }) => kind)).toEqual([
    "overdue",
    "debt",
    "withheld",
    "topUpPaused",
    "runOut",
    "expiring",
    "planToPay",
    "planToCome",
    "fired",
  ]);
  expect(alerts[0]).toMatchObject({ amount: { minor: 9_900n, currency: "usd" } });
  expect(alerts[1]).toMatchObject({ credits: 40n, version: 12n, reason: "Refunded" });
});

const fired = (kind: "balance" | "run_out") => ({ kind }) as AlertInput["fired"][number];

test("a run-out is told once, be it forecast now or told by a rule before", () => {
  const kinds = (runOutAt: Date | null) =>
    alertsOf({ ...calm, runOutAt, fired: [fired("run_out")] }).map(({ kind }) => kind);
  expect(kinds(day("2026-03-12"))).toEqual(["runOut"]);
  expect(kinds(null)).toEqual(["fired"]);
});

test("running out is news within seven days, and not before", () => {
  const runOutAt = (date: string) => alertsOf({ ...calm, runOutAt: day(date) });
  expect(runOutAt("2026-03-16")).toHaveLength(1);
  expect(runOutAt("2026-03-17")).toEqual([]);
});

import { expect, test } from "vitest";
import type { InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import type { LineTransfer } from "./invoice-detail-queries";
import { accrualsOf, assertProven, proveInvoice } from "./invoice-proof";

const planPeriodId = "p" as PlanPeriodId;
const january = {
  periodStart: new Date("2026-01-01T00:00:00Z"),
  periodEnd: new Date("2026-02-01T00:00:00Z"),
};
const line = {
  ...{ id: "a" as InvoiceLineId, kind: "plan" as const, amount: 9_900n, planPeriodId },
  ...{ discount: 0n, tax: 0n, taxIncluded: false },
  ...january,
};
const issued = { status: "issued" as const, tax: 0n, total: 9_900n, paid: 0n };

function transfer(from: string, to: string, amount: bigint): LineTransfer {
  const at = new Date("2026-01-01T00:00:00Z");
  const where = {
    lineId: line.id,
    planPeriodId,
    version: 1n,
    position: 0,
    kind: "invoice",
    at,
    actor: "test",
  };
  return { ...where, from, to, amount };
}

const booked = [
  transfer("deferred_revenue", "unbilled", 9_900n),
  transfer("unbilled", "receivable", 9_900n),
];

test("an invoice stands when its rows add up to it", () => {
  expect(() => assertProven(issued, [line], proveInvoice([line], booked))).not.toThrow();
});

test("an invoice the ledger contradicts is not shown: a cent more, a row less, money that never came", () => {
  const [entered] = booked;
  const dear = { ...line, amount: 9_901n };
  expect(() => assertProven(issued, [dear], proveInvoice([dear], booked))).toThrow();
  expect(() =>
    assertProven(issued, [line], proveInvoice([line], entered ? [entered] : [])),
  ).toThrow();
  const paid = { ...issued, status: "paid" as const, paid: 9_900n };
  expect(() => assertProven(paid, [line], proveInvoice([line], booked))).toThrow();
});

test("a credit counts against what is charged, its tax with it, and account credit pays like money", () => {
  const credit = {
    ...line,
    ...{ id: "c" as InvoiceLineId, kind: "proration_credit" as const, amount: -4_950n, tax: -990n },
  };
  const charge = { ...line, kind: "proration_charge" as const, discount: 900n, tax: 1_800n };
  const rows = [
    transfer("unbilled", "receivable", 9_000n),
    transfer("tax_payable", "receivable", 1_800n),
    { ...transfer("receivable", "unbilled", 4_950n), lineId: credit.id },
    { ...transfer("receivable", "tax_payable", 990n), lineId: credit.id },
    { ...transfer("receivable", "account_credit", 4_860n), kind: "credit", version: 2n },
  ];
  // 99.00 − 9.00 + 18.00 − 49.50 − 9.90 = 48.60
  const head = { status: "paid" as const, tax: 810n, total: 4_860n, paid: 4_860n };
  const proof = proveInvoice([credit, charge], rows);
  expect(() => assertProven(head, [credit, charge], proof)).not.toThrow();
  expect([proof.total.sum, proof.tax.sum, proof.paid.sum]).toEqual([4_860n, 810n, 4_860n]);
  expect(() => assertProven({ ...head, tax: 811n }, [credit, charge], proof)).toThrow();
});

test("a draft's line that is not booked yet is no contradiction", () => {
  const draft = { status: "draft" as const, tax: 0n, total: 9_900n, paid: 0n };
  expect(() => assertProven(draft, [line], proveInvoice([line], []))).not.toThrow();
});

test("use beyond the credits stands on what was counted in money while it was used", () => {
  const overage = { ...line, id: "b" as InvoiceLineId, kind: "overage" as const };
  const counted = (at: string, amount: bigint) => ({
    ...transfer("revenue.overage", "unbilled", amount),
    ...{ lineId: null, at: new Date(at) },
  });
  const rows = [
    counted("2026-01-01T01:00:00Z", 700n), // late use of December, an hour after its end
    counted("2026-01-20T00:00:00Z", 3_000n), // a day's end
    counted("2026-02-01T00:00:00Z", 1_500n), // the close
    counted("2026-02-01T01:00:00Z", 500n), // late use of January
    counted("2026-02-02T00:00:00Z", 900n), // February
  ];
  const behind = (amount: bigint) =>
    accrualsOf({ ...overage, amount }, rows).map((row) => row.amount);
  expect(behind(4_500n)).toEqual([3_000n, 1_500n]); // a draft, in its hour
  expect(behind(5_000n)).toEqual([3_000n, 1_500n, 500n]); // issued
  expect(behind(5_001n)).toEqual([]);
  expect(accrualsOf({ ...line, amount: 5_000n }, rows)).toEqual([]);
});

test("what volume prices turned back counts against what had accrued", () => {
  const overage = { ...line, id: "b" as InvoiceLineId, kind: "overage" as const, amount: 2_501n };
  const at = (day: string) => ({ lineId: null, at: new Date(`2026-01-${day}T00:00:00Z`) });
  const rows = [
    { ...transfer("revenue.overage", "unbilled", 3_700n), ...at("02") },
    { ...transfer("unbilled", "revenue.overage", 1_199n), ...at("03") },
  ];
  expect(accrualsOf(overage, rows)).toMatchObject(rows);
  expect(proveInvoice([overage], rows).lines.get("b")?.sum).toBe(2_501n);
});

test("tax on top stands with its line, a credit takes both back, account credit pays, and what is void is gone", () => {
  const shares = { discount: 990n, tax: 1_782n };
  const taxed = { ...line, ...shares };
  const rows = [
    transfer("deferred_revenue", "unbilled", 8_910n),
    transfer("unbilled", "receivable", 8_910n),
    transfer("tax_payable", "receivable", 1_782n),
  ];
  const head = { status: "issued" as const, total: 10_692n, tax: 1_782n, paid: 0n };
  const proven = (of: Parameters<typeof assertProven>[0], more: LineTransfer[]) =>
    assertProven(of, [taxed], proveInvoice([taxed], [...rows, ...more]));
  expect(() => proven(head, [])).not.toThrow();
  const later = (from: string, to: string, amount: bigint) => ({
    ...transfer(from, to, amount),
    version: 2n,
  });
  const byCredit = later("receivable", "account_credit", 692n);
  expect(() => proven({ ...head, paid: 692n }, [byCredit])).not.toThrow();
  const back = [
    later("receivable", "deferred_revenue", 8_910n),
    later("receivable", "tax_payable", 1_782n),
  ];
  expect(() => proven({ ...head, status: "void" }, back)).not.toThrow();
  expect(() => proven(head, back)).toThrow();
  expect(() => proven({ ...head, status: "void" }, [])).toThrow();
});

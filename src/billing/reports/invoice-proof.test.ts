import { expect, test } from "vitest";
import type { InvoiceLineId } from "@/lib/ids";
import type { LineTransfer } from "./invoice-detail-queries";
import { assertProven, proveInvoice } from "./invoice-proof";

const line = { id: "a" as InvoiceLineId, amount: 9_900n };
const issued = { status: "issued" as const, total: 9_900n, paid: 0n };

function transfer(from: string, to: string, amount: bigint): LineTransfer {
  const at = new Date("2026-01-01T00:00:00Z");
  const where = { lineId: line.id, version: 1n, position: 0, kind: "invoice", at, actor: "test" };
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

test("a draft's line that is not booked yet is no contradiction", () => {
  const draft = { status: "draft" as const, total: 9_900n, paid: 0n };
  expect(() => assertProven(draft, [line], proveInvoice([line], []))).not.toThrow();
});

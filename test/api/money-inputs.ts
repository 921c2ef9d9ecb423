import { newId } from "@/lib/ids";
import type { ProcedureInput } from "./every-input";

/** What is sold beside plans, what is taken off and added to prices, and how documents end. */
export function moneyInputs({
  account,
  grantId,
  invoiceId,
}: {
  account: string;
  grantId: string;
  invoiceId: string;
}): Record<string, ProcedureInput> {
  const ending: ProcedureInput = {
    type: "mutation",
    valid: { account, invoiceId, reason: "Test", idempotencyKey: newId<string>() },
    fields: { account: "text", invoiceId: "id", reason: "text", idempotencyKey: "key" },
  };
  return {
    "invoices.void": ending,
    "invoices.markUncollectible": ending,
    "accountCredit.get": { type: "query", valid: { account }, fields: { account: "text" } },
    ...reportInputs,
    "refunds.list": { type: "query", valid: { account }, fields: { account: "text" } },
    "packs.list": { type: "query", valid: { account }, fields: { account: "text" } },
    "packs.preview": {
      type: "mutation",
      valid: { account, pack: "pack_1000", grants: "on_issue" },
      fields: { account: "text", pack: "text", credits: "amount", grants: "choice" },
    },
    "discounts.add": {
      type: "mutation",
      valid: { account, code: "WELCOME", percentOff: "12.5", cycles: 3 },
      fields: {
        ...{ account: "text", code: "text", percentOff: "choice", amountOffMinor: "amount" },
        cycles: "cycles",
      },
    },
    "discounts.remove": {
      type: "mutation",
      valid: { account, discountId: grantId },
      fields: { account: "text", discountId: "id" },
    },
    "discounts.list": { type: "query", valid: { account }, fields: { account: "text" } },
    "taxes.get": { type: "query", valid: { account }, fields: { account: "text" } },
    "taxes.set": {
      type: "mutation",
      valid: { account, treatment: "rate", name: "VAT", rate: "19", included: false },
      fields: {
        ...{ account: "text", treatment: "choice", name: "text", rate: "choice" },
        included: "flag",
      },
    },
  };
}

/** Months of the books, what they are narrowed to, and as of when. */
const report: ProcedureInput = {
  type: "query",
  valid: { from: "2026-01", to: "2026-02", currency: "usd", by: ["plan"], asOf: {} },
  fields: { from: "choice", to: "choice", currency: "currency" },
};
const reportInputs = Object.fromEntries(
  ["money", "credits", "revenue", "deferred", "unitEconomics", "mrr", "refundImpact"].map(
    (name) => [`reports.${name}`, report],
  ),
);

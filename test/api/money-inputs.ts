import type { ProcedureInput } from "./every-input";

/** What is sold beside plans, and what is taken off and added to prices. */
export function moneyInputs({
  account,
  grantId,
}: {
  account: string;
  grantId: string;
}): Record<string, ProcedureInput> {
  return {
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

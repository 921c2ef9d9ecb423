import type { ProcedureInput } from "./every-input";

/** What stands on documents, and the documents themselves. */
export function documentInputs({
  account,
  invoiceId,
}: {
  account: string;
  invoiceId: string;
}): Record<string, ProcedureInput> {
  return {
    "billingDetails.get": { type: "query", valid: { account }, fields: { account: "text" } },
    "billingDetails.set": {
      type: "mutation",
      valid: {
        ...{ account, legalName: "New Ltd", addressLines: ["1 Street"], postalCode: "10115" },
        ...{
          city: "Berlin",
          region: "Berlin",
          country: "DE",
          taxId: "DE123456789",
          purchaseOrder: "PO-1",
        },
        ...{ language: "de", invoiceEmails: ["books@new.example"] },
      },
      fields: {
        ...{ account: "text", legalName: "text", addressLines: "choice", postalCode: "text" },
        ...{ city: "text", region: "text", country: "choice", taxId: "text" },
        ...{ purchaseOrder: "text", language: "choice", invoiceEmails: "choice" },
      },
    },
    "invoices.charges": {
      type: "query",
      valid: { account, month: "2026-01", by: "issue" },
      fields: { account: "text", month: "choice", by: "choice" },
    },
    "invoices.coverage": {
      type: "query",
      valid: { account, lineId: invoiceId },
      fields: { account: "text", lineId: "id" },
    },
    "invoices.pdf": {
      type: "query",
      valid: { account, invoiceId },
      fields: { account: "text", invoiceId: "id" },
    },
  };
}

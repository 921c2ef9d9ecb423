import { readCoverage } from "@/billing/reports/read-coverage";
import type { Tx } from "@/db/client";
import { assert, BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { findCustomer } from "./customer-queries";

type Which = { invoiceId: InvoiceId; lineId: string };

/** The usage a line of an invoice covers, and whose it is. */
export async function readLineCoverage(tx: Tx, accountId: AccountId, { invoiceId, lineId }: Which) {
  const coverage = await readCoverage(tx, accountId, lineId);
  if (coverage.line.invoiceId !== invoiceId) {
    throw new BillingError("not_found", "There is no such line.", { field: "lineId" });
  }
  const customer = await findCustomer(tx, accountId);
  assert(customer, "an invoice has a customer");
  const { id, name, timezone } = customer;
  return { ...coverage, customer: { id, name, timezone } };
}

import { assert } from "@/lib/errors";
import type { InvoiceDraft } from "../decision";
import type { InvoiceState } from "../state";

/** The drafts among an account's open invoices, as a decision goes on with them. */
export function draftsOf(invoices: readonly InvoiceState[]): InvoiceDraft[] {
  return invoices
    .filter(({ status }) => status === "draft")
    .map(({ id, subscriptionId, currency, grants, createdAt, issueAt, lines }) => {
      assert(issueAt, "a draft says when it will be issued");
      const written = { id, isNew: false, subscriptionId, currency, grants, createdAt };
      return { ...written, issueAt, lines, issue: null };
    });
}

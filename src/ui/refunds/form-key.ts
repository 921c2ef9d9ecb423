import { newKey } from "../preview/new-key";

const nameOf = (invoiceId: string) => `tallybook.refund.${invoiceId}`;

/**
 * The key of the refund this tab is about to ask for: made once and kept until it is done, so that neither a double
 * click nor a page read anew asks twice (FAULTS R3).
 */
export function formKey(invoiceId: string): string {
  const kept = sessionStorage.getItem(nameOf(invoiceId));
  if (kept) return kept;
  const key = newKey();
  sessionStorage.setItem(nameOf(invoiceId), key);
  return key;
}

export function forgetFormKey(invoiceId: string): void {
  sessionStorage.removeItem(nameOf(invoiceId));
}

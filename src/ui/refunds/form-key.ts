import { newKey } from "../preview/new-key";

const nameOf = (invoiceId: string) => `tallybook.refund.${invoiceId}`;

/**
 * The key of the next refund of an invoice from this browser: made once and kept until it is done, so that neither a
 * double click, nor a page read anew, nor the same form in another tab asks twice (FAULTS R3).
 */
export function formKey(invoiceId: string): string {
  const kept = localStorage.getItem(nameOf(invoiceId));
  if (kept) return kept;
  const key = newKey();
  localStorage.setItem(nameOf(invoiceId), key);
  return key;
}

export function forgetFormKey(invoiceId: string): void {
  localStorage.removeItem(nameOf(invoiceId));
}

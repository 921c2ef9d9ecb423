/** The staff's page of an invoice. */
export function staffInvoiceHref(id: string): string {
  return `/staff/invoices/${id}`;
}

/** The same with the refund sheet open. */
export function refundHref(id: string): string {
  return `/staff/invoices/${id}?refund=1`;
}

/** The same with its document made again. */
export function regenerateHref(id: string): string {
  return `/staff/invoices/${id}?again=1`;
}

/** Its document, as the customer gets it. */
export function staffDocumentHref(id: string): string {
  return `/api/export/staff-documents/${id}`;
}

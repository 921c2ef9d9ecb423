"use client";

import type { InvoiceId, QuoteId } from "@/lib/ids";
import { answerOf, api } from "@/trpc/client";
import type { RefundActs, RefundedInvoice, StaffRefund } from "@/ui/refunds/data";
import { RefundList } from "@/ui/refunds/list";
import { RefundSheet } from "@/ui/refunds/sheet";
import type { EndActs } from "@/ui/staff-invoice/data";
import { EndInvoice } from "@/ui/staff-invoice/end";

// What the buttons ask of the server; `ui` knows nothing of it.
const { accounts, invoices, refunds } = api.staff;

const acts: RefundActs = {
  preview: ({ invoiceId, ...wanted }) =>
    answerOf(refunds.preview.mutate({ ...wanted, invoiceId: invoiceId as InvoiceId })),
  request: ({ quoteId, ...choice }) =>
    answerOf(refunds.request.mutate({ ...choice, quoteId: quoteId as QuoteId })),
  undo: (which) => answerOf(refunds.undo.mutate(which)),
  note: (note) => answerOf(accounts.addNote.mutate(note)),
  list: ({ invoiceId }) => answerOf(refunds.list.query({ invoiceId: invoiceId as InvoiceId })),
};

const endActs: EndActs = {
  previewEnd: ({ invoiceId, as }) =>
    answerOf(invoices.previewEnd.mutate({ invoiceId: invoiceId as InvoiceId, as })),
  end: ({ quoteId, ...how }) =>
    answerOf(invoices.end.mutate({ ...how, quoteId: quoteId as QuoteId })),
};

export function Sheet(props: { invoice: RefundedInvoice; back: string }) {
  return <RefundSheet {...props} acts={acts} />;
}

export function RefundsOf(props: {
  refunds: StaffRefund[];
  account: string;
  zone: string;
  may: boolean;
  mayAudit: boolean;
}) {
  return <RefundList {...props} undo={acts.undo} />;
}

export function EndOf(props: { invoiceId: string; zone: string }) {
  return <EndInvoice {...props} acts={endActs} />;
}

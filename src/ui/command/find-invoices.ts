"use client";

import { askPlainly, type Finding, useFound } from "./find";

export type Found = { id: string; number: string; planLineId: string | null };

const none: Found[] = [];

/** The newest invoices, or those whose number holds the text. */
export function useInvoices(text: string): Finding<Found[]> {
  return useFound(text.trim(), findInvoices, none);
}

function findInvoices(text: string, signal: AbortSignal): Promise<Found[]> {
  return askPlainly("portal.find.invoices", text ? { text } : {}, signal);
}

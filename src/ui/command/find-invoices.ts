"use client";

import { useEffect, useState } from "react";

export type Found = { id: string; number: string; planLineId: string | null };
type Answer = { state: "idle" | "searching" | "failed"; invoices: Found[] };

const quietMs = 150;

/** The newest invoices, or those whose number holds the text; what was found stays while it looks anew. */
export function useInvoices(text: string): Answer {
  const [answer, setAnswer] = useState<Answer>({ state: "searching", invoices: [] });
  useEffect(() => {
    const stop = new AbortController();
    setAnswer(({ invoices }) => ({ state: "searching", invoices }));
    const timer = setTimeout(async () => {
      try {
        const invoices = await findInvoices(text.trim(), stop.signal);
        setAnswer({ state: "idle", invoices });
      } catch {
        if (!stop.signal.aborted) setAnswer({ state: "failed", invoices: [] });
      }
    }, quietMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return answer;
}

/** Asks the API with one plain request: a client of it would weigh more than this whole palette. */
async function findInvoices(text: string, signal: AbortSignal): Promise<Found[]> {
  const input = JSON.stringify({ json: text ? { text } : {} });
  const query = new URLSearchParams({ input });
  const answer = await fetch(`/api/trpc/portal.find.invoices?${query}`, { signal });
  if (!answer.ok) throw new Error(`The search answered ${answer.status}`);
  const { result } = (await answer.json()) as { result: { data: { json: Found[] } } };
  return result.data.json;
}

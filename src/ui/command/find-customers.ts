"use client";

import { useEffect, useState } from "react";

export type FoundByStaff = {
  /** The customer an exact id, number or address names. */
  exact: string | null;
  invoice: string | null;
  customers: { id: string; name: string; externalId: string }[];
};
type Answer = { state: "idle" | "searching" | "failed"; found: FoundByStaff };

const nobody: FoundByStaff = { exact: null, invoice: null, customers: [] };
const quietMs = 150;

/** Customers as the search page finds them, while one types; nobody before anything is typed. */
export function useCustomers(text: string): Answer {
  const [answer, setAnswer] = useState<Answer>({ state: "idle", found: nobody });
  useEffect(() => {
    if (text === "") return setAnswer({ state: "idle", found: nobody });
    const stop = new AbortController();
    setAnswer(({ found }) => ({ state: "searching", found }));
    const timer = setTimeout(async () => {
      try {
        const found = await findCustomers(text, stop.signal);
        setAnswer({ state: "idle", found });
      } catch {
        if (!stop.signal.aborted) setAnswer({ state: "failed", found: nobody });
      }
    }, quietMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return answer;
}

type Told = Omit<FoundByStaff, "customers"> & { found: FoundByStaff["customers"] };

/** Asks the API with one plain request: a client of it would weigh more than the palette. */
async function findCustomers(text: string, signal: AbortSignal): Promise<FoundByStaff> {
  const query = new URLSearchParams({ input: JSON.stringify({ json: { text } }) });
  const answer = await fetch(`/api/trpc/staff.accounts.search?${query}`, { signal });
  if (!answer.ok) throw new Error(`The search answered ${answer.status}`);
  const { result } = (await answer.json()) as { result: { data: { json: Told } } };
  const { exact, invoice, found } = result.data.json;
  return { exact, invoice, customers: found };
}

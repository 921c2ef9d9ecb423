"use client";

import { useEffect, useState } from "react";

export type Finding<Found> = { state: "idle" | "searching" | "failed"; found: Found };

/** The same function at every drawing: it is what is asked anew when it is another. */
type Find<Found> = (text: string, signal: AbortSignal) => Promise<Found>;

const quietMs = 150;

/** What is found of a text while one types; what was found stays while it looks anew. */
export function useFound<Found>(text: string, find: Find<Found>, nothing: Found): Finding<Found> {
  const [finding, setFinding] = useState<Finding<Found>>({ state: "searching", found: nothing });
  useEffect(() => {
    const stop = new AbortController();
    setFinding(({ found }) => ({ state: "searching", found }));
    const timer = setTimeout(async () => {
      try {
        const found = await find(text, stop.signal);
        setFinding({ state: "idle", found });
      } catch {
        if (!stop.signal.aborted) setFinding({ state: "failed", found: nothing });
      }
    }, quietMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, find, nothing]);
  return finding;
}

/** Asks the API with one plain request: a client of it would weigh more than a whole palette. */
export async function askPlainly<Told>(
  procedure: string,
  input: object,
  signal: AbortSignal,
): Promise<Told> {
  const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
  const answer = await fetch(`/api/trpc/${procedure}?${query}`, { signal });
  if (!answer.ok) throw new Error(`The search answered ${answer.status}`);
  const { result } = (await answer.json()) as { result: { data: { json: Told } } };
  return result.data.json;
}

"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { PreviewData } from "../preview/data";
import type { QuoteActs, Said, When } from "./data";

/** What is known of one choice: its quote, why there is none, or nothing yet. */
export type Quoted = {
  quote: PreviewData | null;
  refusal: Extract<Said<unknown>, { ok: false }> | null;
  busy: boolean;
};

const unknown: Quoted = { quote: null, refusal: null, busy: true };

/**
 * A quote for each of the choices, asked for when the sheet opens and again when one runs out: what is on
 * screen can always be confirmed.
 */
export function useQuotes(choices: readonly When[], { preview }: Pick<QuoteActs, "preview">) {
  const [quoted, setQuoted] = useState<Partial<Record<When, Quoted>>>({});
  const asked = useRef({ preview });
  asked.current.preview = preview;

  const set = useCallback((when: When, change: Partial<Quoted>) => {
    setQuoted((all) => ({ ...all, [when]: { ...unknown, ...all[when], ...change } }));
  }, []);

  const ask = useCallback(
    async (when: When) => {
      set(when, { busy: true, refusal: null });
      const said = await asked.current.preview(when);
      // What was shown before stays, dimmed, until there is an answer.
      if (said.ok) set(when, { quote: said.value, refusal: null, busy: false });
      else set(when, { refusal: said, busy: false });
    },
    [set],
  );

  const key = choices.join();
  useEffect(() => {
    void Promise.all((key.split(",") as When[]).map(ask));
  }, [key, ask]);

  const of = (when: When): Quoted => quoted[when] ?? unknown;
  return { of, ask, set };
}

/** The seconds until an instant, counted down; null before the first look at the clock. */
export function useSecondsLeft(atMs: number, onOver: () => void): number | null {
  const [left, setLeft] = useState<number | null>(null);
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    const look = () => {
      const seconds = Math.max(0, Math.round((atMs - Date.now()) / 1000));
      setLeft(seconds);
      if (seconds === 0) over.current();
    };
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [atMs]);
  return left;
}

"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { PreviewData, Said, When } from "./data";

/** Why what was shown is shown anew: it ran out, or was confirmed when it did not hold any more. */
export type Renewed = "renewed" | "expired" | "changed";

/** What is known of one choice: its quote, why there is none, or nothing yet. */
export type Quoted = {
  quote: PreviewData | null;
  /** What was on screen before, and why it is not any more. */
  was: { quote: PreviewData; why: Renewed } | null;
  refusal: Extract<Said<unknown>, { ok: false }> | null;
  busy: boolean;
};

const unknown: Quoted = { quote: null, was: null, refusal: null, busy: true };

type Acts = {
  preview: (when: When) => Promise<Said<PreviewData>>;
  quote: (quoteId: string) => Promise<Said<PreviewData>>;
};

/**
 * A quote for each of the choices, asked for when the sheet opens and again when one runs out: what is on
 * screen can always be confirmed. What was shown before is kept beside it.
 */
export function useQuotes(choices: readonly When[], acts: Acts) {
  const [quoted, setQuoted] = useState<Partial<Record<When, Quoted>>>({});
  const asked = useRef(acts);
  asked.current = acts;

  const set = useCallback((when: When, change: (before: Quoted) => Partial<Quoted>) => {
    setQuoted((all) => {
      const before = all[when] ?? unknown;
      return { ...all, [when]: { ...before, ...change(before) } };
    });
  }, []);

  const renew = useCallback(
    async (when: When, fresh: Promise<Said<PreviewData>>, why: Renewed) => {
      set(when, () => ({ busy: true, refusal: null }));
      const said = await fresh;
      // What was shown before stays, dimmed, until there is an answer.
      set(when, ({ quote: before, was }) =>
        said.ok
          ? { quote: said.value, was: before ? { quote: before, why } : was, busy: false }
          : { refusal: said, busy: false },
      );
    },
    [set],
  );

  const ask = useCallback(
    (when: When) => renew(when, asked.current.preview(when), "renewed"),
    [renew],
  );

  const key = choices.join();
  useEffect(() => {
    void Promise.all((key.split(",") as When[]).map(ask));
  }, [key, ask]);

  return {
    of: (when: When): Quoted => quoted[when] ?? unknown,
    ask,
    refuse: (when: When, refusal: NonNullable<Quoted["refusal"]>) => set(when, () => ({ refusal })),
    /** PC4: a confirmation was refused as stale; its fresh quote is shown, with what is different. */
    showFresh: async (when: When, { facts }: NonNullable<Quoted["refusal"]>) => {
      const why = facts.why === "expired" ? "expired" : "changed";
      await renew(when, asked.current.quote(String(facts.quoteId)), why);
    },
  };
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

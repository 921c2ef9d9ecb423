"use client";

import { useEffect, useRef, useState } from "react";
import type { DisputeActs } from "./data";

type Texts = Record<string, string>;
export type Saved = "saved" | "unsaved" | "saving" | "failed";

const quietMs = 800;

/**
 * The answer as it is written, kept by itself once nothing was typed for a moment. One saving at a time, and what was
 * typed meanwhile is saved after it, so that the last words are the ones that stay.
 */
export function useDraft(disputeId: string, kept: Texts, save: DisputeActs["save"]) {
  const [texts, setTexts] = useState<Texts>(kept);
  const [state, setState] = useState<Saved>("saved");
  const latest = useRef(texts);
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  async function send(): Promise<boolean> {
    const sent = latest.current;
    setState("saving");
    const done = await save({ disputeId, evidence: sent });
    const isLatest = latest.current === sent;
    setState(done.ok ? (isLatest ? "saved" : "unsaved") : "failed");
    return done.ok && !isLatest ? await send() : done.ok;
  }
  /** Everything typed until now is kept, or it is said that it is not. */
  async function flush(): Promise<boolean> {
    clearTimeout(timer.current);
    running.current ??= send().finally(() => {
      running.current = null;
    });
    return await running.current;
  }
  function change(field: string, text: string) {
    latest.current = { ...latest.current, [field]: text };
    setTexts(latest.current);
    setState("unsaved");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), quietMs);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  return { texts, state, change, flush };
}

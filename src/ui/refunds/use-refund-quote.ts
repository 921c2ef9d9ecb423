"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Done } from "../settings/data";
import type { RefundActs, RefundQuote, Wanted } from "./data";

export type Refused = Extract<Done<unknown>, { ok: false }>;

type State = { quote: RefundQuote | null; refused: Refused | null; busy: boolean };

const settleMs = 250;

/**
 * What the wish would do, asked for once it has not changed for a moment; the answer to an older wish is nobody's.
 * While it is worked out nothing can be confirmed, and what was shown before stays. An undefined wish is none yet.
 */
export function useRefundQuote(wanted: Wanted | undefined, preview: RefundActs["preview"]) {
  const [state, setState] = useState<State>({ quote: null, refused: null, busy: true });
  const asked = useRef({ preview, wanted });
  asked.current = { preview, wanted };
  const turn = useRef(0);

  const ask = useCallback(async (keep: Refused | null = null) => {
    const { preview: of, wanted: wish } = asked.current;
    turn.current += 1;
    const mine = turn.current;
    if (!wish) return setState(({ quote }) => ({ quote, refused: null, busy: true }));
    setState(({ quote }) => ({ quote, refused: keep, busy: true }));
    const said = await of(wish);
    if (mine !== turn.current) return;
    setState(({ quote }) =>
      said.ok
        ? { quote: said.value, refused: keep, busy: false }
        : { quote, refused: said, busy: false },
    );
  }, []);

  const key = JSON.stringify(wanted, (_, value) =>
    typeof value === "bigint" ? `${value}` : value,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another wish is another key.
  useEffect(() => {
    setState((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => void ask(), settleMs);
    return () => {
      clearTimeout(timer);
      turn.current += 1;
    };
  }, [key, ask]);

  return {
    ...state,
    /** Once more: the quote ran out, or did not hold any more; what was said of that stays to be read. */
    renew: ask,
    refuse: (refused: Refused) => setState((before) => ({ ...before, refused })),
  };
}

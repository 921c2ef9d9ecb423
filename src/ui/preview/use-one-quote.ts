"use client";

import { useCallback, useEffect, useState } from "react";
import type { Act, Done } from "../settings/data";

/** What something would do, asked when its sheet opens and again when a quote is over or does not hold. */
export function useOneQuote<Input, Quote>(preview: Act<Input, Quote>, input: Input) {
  const [state, setState] = useState<{
    quote: Quote | null;
    refused: Extract<Done<unknown>, { ok: false }> | null;
  }>({ quote: null, refused: null });
  const [asked] = useState(() => input);
  const ask = useCallback(async () => {
    const said = await preview(asked);
    setState(said.ok ? { quote: said.value, refused: null } : { quote: null, refused: said });
  }, [asked, preview]);
  useEffect(() => {
    void ask();
  }, [ask]);
  return { ...state, ask };
}

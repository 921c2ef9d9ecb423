"use client";

import { type FocusEvent, type ReactNode, useLayoutEffect, useRef } from "react";

/**
 * What can be done with a row. When it goes, with its row or because it was done, and the focus was in it,
 * the focus goes to the heading of the list: else the next Tab would begin at the top of the page.
 */
export function RowActions({ children }: { children: ReactNode }) {
  const row = useRef<HTMLSpanElement>(null);
  // A button that is disabled while it works loses the focus without a word, so it is remembered.
  const focused = useRef(false);
  useLayoutEffect(() => {
    const element = row.current;
    const heading = element?.closest("section")?.querySelector("h2");
    return () => {
      const { activeElement: now, body } = document;
      const isLost = now === null || now === body || element?.contains(now);
      if (heading && focused.current && isLost) queueMicrotask(() => focusOn(heading));
    };
  }, []);
  function leave({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) {
    if (relatedTarget && !currentTarget.contains(relatedTarget)) focused.current = false;
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears of the focus of the buttons inside it
    <span
      ref={row}
      onFocus={() => {
        focused.current = true;
      }}
      onBlur={leave}
      className="inline-flex flex-wrap gap-x-4 sm:justify-end"
    >
      {children}
    </span>
  );
}

function focusOn(heading: HTMLElement): void {
  if (!heading.isConnected) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

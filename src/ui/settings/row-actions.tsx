"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";

/**
 * What can be done with a row. When it goes, with its row or because it was done, and the focus was in it,
 * the focus goes to the heading of the list: else the next Tab would begin at the top of the page.
 */
export function RowActions({ children }: { children: ReactNode }) {
  const row = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = row.current;
    const heading = element?.closest("section")?.querySelector("h2");
    return () => {
      if (!heading || !element?.contains(document.activeElement)) return;
      queueMicrotask(() => focusOn(heading));
    };
  }, []);
  return (
    <span ref={row} className="inline-flex flex-wrap gap-x-4 sm:justify-end">
      {children}
    </span>
  );
}

function focusOn(heading: HTMLElement): void {
  if (!heading.isConnected) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

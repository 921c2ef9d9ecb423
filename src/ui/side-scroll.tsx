import type { ReactNode } from "react";

type Props = { label: string; className?: string; children: ReactNode };

/** What is wider than its place and holds nothing a key would stop at: it can be scrolled by key itself. */
export function SideScroll({ label, className = "", children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key.
    <section aria-label={label} tabIndex={0} className={`overflow-x-auto ${className}`}>
      {children}
    </section>
  );
}

import type { ReactNode } from "react";

type Mark = {
  readonly mark: string;
  readonly tone: "text-green" | "text-ink" | "text-muted" | "text-ochre";
};

/** How something stands: a mark beside its word, never a colour alone. */
export function Marked({ of: { mark, tone }, children }: { of: Mark; children: ReactNode }) {
  return (
    <span className={`whitespace-nowrap ${tone}`}>
      <span aria-hidden="true" className="me-1.5 text-small">
        {mark}
      </span>
      {children}
    </span>
  );
}

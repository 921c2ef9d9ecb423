import type { ReactNode } from "react";

type Mark = {
  readonly mark: string;
  readonly tone: "text-green" | "text-ink" | "text-muted" | "text-ochre";
};

type Props = { of: Mark; children: ReactNode; isSentence?: boolean };

/** How something stands: a mark beside its word, never a colour alone. A word stays on one line, a sentence wraps. */
export function Marked({ of: { mark, tone }, children, isSentence = false }: Props) {
  return (
    <span className={isSentence ? tone : `whitespace-nowrap ${tone}`}>
      <span aria-hidden="true" className="me-1.5 text-small">
        {mark}
      </span>
      {children}
    </span>
  );
}

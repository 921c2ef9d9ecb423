/** What a status says, and how loud: a mark and a word, never a colour alone. */
const shown = {
  active: { word: "Active", mark: "●", tone: "text-green" },
  draft: { word: "Draft", mark: "○", tone: "text-muted" },
  upcoming: { word: "Upcoming", mark: "○", tone: "text-muted" },
  issued: { word: "Open", mark: "◐", tone: "text-ink" },
  overdue: { word: "Overdue", mark: "▲", tone: "text-ochre" },
  paid: { word: "Paid", mark: "●", tone: "text-green" },
  void: { word: "Void", mark: "×", tone: "text-muted" },
  uncollectible: { word: "Uncollectible", mark: "×", tone: "text-muted" },
} as const;

export type StatusName = keyof typeof shown;

/** The status of anything, everywhere it is shown. */
export function Status({ of }: { of: StatusName }) {
  const { word, mark, tone } = shown[of];
  return (
    <span className={`whitespace-nowrap ${tone}`}>
      <span aria-hidden="true" className="mr-1.5 text-small">
        {mark}
      </span>
      {word}
    </span>
  );
}

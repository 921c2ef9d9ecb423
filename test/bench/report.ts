/** One line of the table: what was measured, beside what it is compared with. */
export type Figure = {
  name: string;
  figure: string;
  /** What the figure is divided by, and what comes out. */
  against?: string;
  ratio?: string;
  target: string;
  met: boolean;
};

/** A rate beside another of the same run: met when it is at least so many times as much. */
export function ratioFigure(
  name: string,
  { ours, theirs, of, atLeast }: { ours: number; theirs: number; of: string; atLeast: number },
): Figure {
  const ratio = ours / theirs;
  return {
    name,
    figure: perSecond(ours),
    against: `${of}: ${perSecond(theirs)}`,
    ratio: ratio.toFixed(2),
    target: `≥ ${atLeast}`,
    met: ratio >= atLeast,
  };
}

/** A figure with a limit of its own. */
export function limitFigure(
  name: string,
  { value, unit, below }: { value: number; unit: string; below: number },
): Figure {
  const figure = `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
  return { name, figure, target: `< ${below} ${unit}`, met: value < below };
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString("en")}/s`;
}

export function printTable(figures: readonly Figure[]): void {
  const head = ["", "figure", "against", "ratio", "target", ""];
  const rows = figures.map(({ name, figure, against = "", ratio = "", target, met }) => [
    name,
    figure,
    against,
    ratio,
    target,
    met ? "met" : "MISSED",
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)),
  );
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}

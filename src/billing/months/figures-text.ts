import { assert } from "@/lib/errors";
import type { MonthFigures } from "./snapshot";

/** What a snapshot says, read from its text. Only we write it, and it never changes. */
export function fromText(content: string): MonthFigures {
  const figures = JSON.parse(content) as MonthFigures;
  assert(figures.format === "tallybook.month/1", "a snapshot is of a form we know");
  return figures;
}

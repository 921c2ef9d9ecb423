import type { Party, Sheet } from "./sheet";

export const sheetParts = ["seller", "buyer", "facts", "lines", "totals", "notes"] as const;

/** What one part of a document says that the other does not, line by line. */
export type Difference = {
  part: (typeof sheetParts)[number];
  kept: string[];
  other: string[];
};

/** Where two sheets of one document differ; nothing where they print alike. */
export function differencesOf(kept: Sheet, other: Sheet): Difference[] {
  return sheetParts.flatMap((part) => {
    const [ours, theirs] = [textsOf(kept, part), textsOf(other, part)];
    const difference = { part, kept: without(ours, theirs), other: without(theirs, ours) };
    return difference.kept.length + difference.other.length > 0 ? [difference] : [];
  });
}

function textsOf(sheet: Sheet, part: Difference["part"]): string[] {
  const labelled = ({ label, value }: { label: string; value: string }) => `${label}: ${value}`;
  switch (part) {
    case "seller":
    case "buyer":
      return partyOf(sheet[part]);
    case "facts":
      return [sheet.title, sheet.number, ...sheet.facts.map(labelled)];
    case "lines":
      return sheet.groups.flatMap(({ heading, lines }) => [
        ...(heading === null ? [] : [heading]),
        ...lines.flatMap(({ notes, ...line }) => [Object.values(line).join(" · "), ...notes]),
      ]);
    case "totals":
      return [
        ...sheet.totals.map(labelled),
        ...(sheet.taxes?.rows ?? []).map((row) => Object.values(row).join(" · ")),
      ];
    default:
      return [...sheet.notes, ...(sheet.footer === null ? [] : [sheet.footer])];
  }
}

function partyOf({ name, lines }: Party): string[] {
  return [name, ...lines];
}

/** As often as a line stands in one more than in the other. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

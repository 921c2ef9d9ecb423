import type { Sheet, SheetLine } from "./sheet";

/** What stands on one page of a document: lines, and headings where a group begins. */
export type Leaf = ({ heading: string } | { line: SheetLine })[];

/**
 * The lines of a sheet, a page at a time, by heights told from the length of their texts and rather too
 * high. The printer lays a page out again for every page that follows in the same flow, so one flow of
 * hundreds of lines takes time by the square; what does not fit after all, it moves on by itself.
 */
export function leavesOf({ groups, facts, seller, buyer }: Sheet): Leaf[] {
  const leaves: Leaf[] = [[]];
  const addresses = [seller, buyer].map(({ lines }) => 2 + lines.length);
  let room = page - title - Math.max(...addresses.map((n) => n * row), facts.length * fact);
  const put = (items: Leaf, height: number) => {
    if (height > room && leaves.at(-1)?.length) {
      leaves.push([]);
      room = page;
    }
    leaves.at(-1)?.push(...items);
    room -= height;
  };
  for (const { heading, lines } of groups) {
    for (const [index, line] of lines.entries()) {
      // A heading stays with the first of its lines.
      const isFirst = index === 0 && heading !== null;
      put(
        [...(isFirst ? [{ heading }] : []), { line }],
        heightOf(line) + (isFirst ? headingHeight : 0),
      );
    }
  }
  return leaves;
}

// Points, as the styles make them.
const [page, title, row, fact, noteRow, headingHeight] = [715, 150, 14.5, 30, 12, 24];
const [perRow, perNoteRow] = [239 / 9, 239 / 7.5]; // ems that go into the widest column

function heightOf({ what, notes, quantity, unitPrice, amount }: SheetLine): number {
  const figures = Math.max(...[quantity, unitPrice, amount].map((text) => rows(text, 8)));
  const words = rows(what, perRow) * row;
  const below = notes.reduce((sum, note) => sum + rows(note, perNoteRow) * noteRow, 0);
  return 9 + Math.max(words + below, figures * row);
}

function rows(text: string, ems: number): number {
  let width = 0;
  for (const one of text) width += one > "\u1100" ? 1 : 0.6;
  return Math.ceil(width / ems);
}

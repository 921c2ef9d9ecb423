/**
 * A document as it is printed: words and figures, all of them text already. Equal sheets print as equal
 * bytes.
 */
export type Sheet = {
  /** Two letters, for readers' software. */
  language: string;
  title: string;
  number: string;
  /** When it was issued: the date the file itself carries. */
  issuedAt: Date;
  seller: Party;
  buyer: Party;
  facts: Labelled[];
  columns: { what: string; quantity: string; unitPrice: string; amount: string };
  groups: { heading: string | null; lines: SheetLine[] }[];
  totals: (Labelled & { strong: boolean })[];
  taxes: { columns: TaxRow; rows: TaxRow[] } | null;
  notes: string[];
  footer: string | null;
  /** With {page} and {pages} in it. */
  pageOf: string;
  /** With {lines} in it: said in place of lines that are too many to print. */
  moreLines: string;
};

export type Party = { label: string; name: string; lines: string[] };
export type Labelled = { label: string; value: string };
export type TaxRow = { rate: string; base: string; tax: string };

export type SheetLine = {
  what: string;
  /** Period, credits, how the amount came out: a small line each. */
  notes: string[];
  quantity: string;
  unitPrice: string;
  amount: string;
};

// A document is read by people: beyond this it is a file, which the portal and the API give.
const mostLines = 2_000;
const longestText = 2_000;
const mostText = 60_000;

/**
 * The sheet as far as it is printed: nobody can make a document of ten thousand pages by a long name or
 * many lines. Figures of totals are never among what is cut.
 */
export function limited(sheet: Sheet): Sheet {
  let [lines, text] = [0, 0];
  let left = 0;
  const groups = sheet.groups.map(({ heading, lines: all }) => {
    const kept: SheetLine[] = [];
    for (const line of all) {
      const cut = { ...line, what: short(line.what), notes: line.notes.map(short) };
      text += effort(cut.what) + effort(cut.notes.join(""));
      lines += 1;
      if (lines > mostLines || text > mostText) left += 1;
      else kept.push(cut);
    }
    return { heading, lines: kept };
  });
  const more = left > 0 ? [sheet.moreLines.replace("{lines}", String(left))] : [];
  return {
    ...sheet,
    groups: groups.filter((group) => group.lines.length > 0),
    notes: [...more, ...sheet.notes.map(short)],
  };
}

/** Chinese and Japanese may break anywhere, which takes about three times as long to set. */
function effort(text: string): number {
  return [...text].reduce((sum, one) => sum + (one > "\u1100" ? 3 : 1), 0);
}

function short(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText).toWellFormed()}…` : text;
}

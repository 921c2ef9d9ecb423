// @ts-expect-error it brings no types of its own, and of it we touch one function.
import PDFDocument from "pdfkit";

type Glyph = { id: number; advanceWidth: number; codePoints: number[] };
type Position = { xAdvance: number; xOffset: number; yAdvance: number };

type EmbeddedFont = {
  id: string;
  scale: number;
  widths: Record<number, number>;
  unicode: Record<number, number[]>;
  subset: { includeGlyph(id: number): number };
  ref(): unknown;
};

type Page = {
  _font: EmbeddedFont;
  _fontSize: number;
  page: { height: number; fonts: Record<string, unknown> };
  save(): void;
  restore(): unknown;
  transform(...matrix: [number, number, number, number, number, number]): void;
  addContent(content: string): void;
};

/**
 * Sets glyphs where their font wants them. The printer asks the document for this first; its own way
 * (@react-pdf/render 4.9) makes what marks are moved by a hundred times too small, so that vowels and tones
 * of Thai, Bengali or Arabic stand beside the letters they belong to.
 */
PDFDocument.prototype.glyphs = function glyphs(
  this: Page,
  all: readonly Glyph[],
  positions: readonly Position[],
  x: number,
  y: number,
): unknown {
  const { _font: font, _fontSize: size, page } = this;
  page.fonts[font.id] ??= font.ref();
  this.save();
  this.transform(1, 0, 0, -1, 0, page.height);
  this.addContent("BT");
  this.addContent(`/${font.id} ${number(size)} Tf`);
  for (const { left, up, shown } of segments(all, positions, this)) {
    this.addContent(`1 0 0 1 ${number(x + left)} ${number(page.height - y + up)} Tm`);
    this.addContent(`[${shown}] TJ`);
  }
  this.addContent("ET");
  return this.restore();
};

type Segment = { left: number; up: number; shown: string };

/** One segment for all that stands on the line, and one for each mark that is moved off it. */
function segments(all: readonly Glyph[], positions: readonly Position[], page: Page): Segment[] {
  const found: Segment[] = [];
  let [at, isMoved] = [0, true];
  for (const [index, glyph] of all.entries()) {
    const { xAdvance = 0, xOffset = 0, yAdvance: up = 0 } = positions[index] ?? {};
    const moves = xOffset !== 0 || up !== 0;
    const behind = moves && xAdvance === 0 && isRightToLeft(glyph) ? baseOf(index, positions) : 0;
    if (moves || isMoved) found.push({ left: at + xOffset + behind, up, shown: "" });
    const last = found.at(-1);
    // What the glyph's own width lacks of how far the next one stands, in thousandths.
    const lacks = (xAdvance * 1000) / page._fontSize - glyph.advanceWidth * page._font.scale;
    const gap = Math.abs(lacks) < 1e-6 ? "" : ` ${number(-lacks)} `;
    if (last) last.shown += `<${code(page._font, glyph)}>${gap}`;
    isMoved = moves;
    at += xAdvance;
  }
  return found.map((one) => ({ ...one, shown: one.shown.replaceAll("><", "") }));
}

/** From right to left a mark comes before its letter, and was to be told from that one's end. */
function baseOf(mark: number, positions: readonly Position[]): number {
  return positions.slice(mark).find(({ xAdvance }) => xAdvance !== 0)?.xAdvance ?? 0;
}

function isRightToLeft({ codePoints: [first = 0] }: Glyph): boolean {
  return (first >= 0x590 && first <= 0x8ff) || (first >= 0xfb1d && first <= 0xfefc);
}

type Layout = (...given: unknown[]) => { positions: { yOffset: number; yAdvance: number }[] };

const raised = new WeakSet<object>();

/**
 * Has a font, and all of its kind, tell how far a mark is moved up as a step upwards too, which no line of
 * ours takes: the move itself the printer forgets on its way to the page.
 */
export function keepHeights(font: { layout: unknown }): void {
  let kind: object | null = font;
  while (kind && !Object.hasOwn(kind, "layout")) kind = Object.getPrototypeOf(kind);
  if (!kind || raised.has(kind)) return;
  raised.add(kind);
  const layout = Reflect.get(kind, "layout") as Layout;
  Reflect.set(kind, "layout", function raise(this: object, ...given: unknown[]) {
    const set = layout.apply(this, given);
    for (const position of set.positions) position.yAdvance = position.yOffset;
    return set;
  });
}

function code(font: EmbeddedFont, { id, advanceWidth, codePoints }: Glyph): string {
  const own = font.subset.includeGlyph(id);
  font.widths[own] ??= advanceWidth * font.scale;
  font.unicode[own] ??= codePoints;
  return own.toString(16).padStart(4, "0");
}

function number(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

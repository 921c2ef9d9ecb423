import { families, pictures } from "./document-families";

/** The fonts of a document, in the order they are asked, and what they have. */
export type Fonts = {
  names: readonly string[];
  has(name: string, codePoint: number): boolean;
  /** Whether the printer can set a text in this font: some fonts' tables fail its shaper. */
  sets(name: string, text: string): boolean;
};

/** A part of a text, in a font of its own where that matters. */
export type Piece = { text: string; font: string | null };

type Cluster = { text: string; font: string | null; isTied: boolean; isAlone: boolean };

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

// A part with a font of its own stands between two of these, which are no characters and in no font.
const [firstOpening, closing] = [0xfdd0, "\ufdef"];
const marks = /([\ufdd0-\ufdee])([^\ufdef]*)\ufdef/g;

/**
 * A text as it can be printed. The printer takes each character from the first font that has it, which tears
 * what is made of several: what belongs together gets one font that has all of it, told by marks around it. A
 * character that no font has is □, so that it is seen to be missing and takes nothing else with it.
 */
export function lettered(text: string, fonts: Fonts): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const groups = grouped(text, fonts);
  const whole = groups.map((group) => group.text).join("");
  // Untied text after a tied part would be set in the first font: then each part is told its own.
  if (!groups.some(({ isTied }) => isTied)) return whole;
  return groups
    .map(({ text: part, font }) => {
      const place = families.findIndex(({ name }) => name === font);
      return place < 0 ? part : String.fromCharCode(firstOpening + place) + part + closing;
    })
    .join("");
}

/** The parts of a text that was lettered. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: whole, 1: opening = "", 2: part = "", index } of text.matchAll(marks)) {
    if (index > from) pieces.push({ text: text.slice(from, index), font: null });
    pieces.push({ text: part, font: families[opening.charCodeAt(0) - firstOpening]?.name ?? null });
    from = index + whole.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), font: null });
  return pieces;
}

/** A lettered text as plain text, for what is not printed but kept beside it. */
export function unmarked(text: string): string {
  return text.replaceAll(marks, "$2");
}

/** Neighbours of one font are shaped as one; what the shaper fails on is tried by itself, then given up. */
function grouped(text: string, fonts: Fonts): Cluster[] {
  const groups: Cluster[][] = [];
  for (const { segment } of clusters.segment(ordered(text))) {
    for (const cluster of clustersOf(segment, fonts)) {
      const last = groups.at(-1);
      const before = last?.[0];
      const joins = before?.font === cluster.font && !before?.isAlone && !cluster.isAlone;
      if (last && joins) last.push(cluster);
      else groups.push([cluster]);
    }
  }
  return groups.flatMap((group) => {
    const whole = joined(group);
    if (isSet(whole, fonts)) return [whole];
    return group.map((one) => (isSet(one, fonts) ? { ...one, isTied: true } : lost(fonts)));
  });
}

function isSet({ font, text }: Cluster, fonts: Fonts): boolean {
  return font === null || fonts.sets(font, text);
}

/** In place of what cannot be printed. */
function lost(fonts: Fonts): Cluster {
  const font = fonts.names.find((name) => has(fonts, name, "□")) ?? null;
  return { text: "□", font, isTied: false, isAlone: false };
}

function joined(group: readonly Cluster[]): Cluster {
  const text = group.map((one) => one.text).join("");
  const { font = null, isAlone = false } = group[0] ?? {};
  return { text, font, isAlone, isTied: group.some(({ isTied }) => isTied) };
}

/** What is not seen (controls, turns of direction) is left out, and of what joins others what no font needs. */
function clustersOf(segment: string, fonts: Fonts): Cluster[] {
  const joiner = pictures.test(segment) ? pictureJoiner : letterJoiner;
  const seen = [...segment].filter((one) => !unseen.test(one));
  const codePoints = [...segment].filter((one) => !unseen.test(one) || joiner.test(one));
  if (seen.length === 0) return [];
  const { names } = fonts;
  const hasAll = (all: readonly string[]) =>
    names.find((name) => all.every((one) => has(fonts, name, one)));
  const font = hasAll(codePoints) ?? hasAll(seen);
  if (font === undefined) return inParts(seen, fonts);
  const kept = codePoints.filter((one) => has(fonts, font, one));
  // Of characters beyond the first plane the printer counts two where it set one, and cuts lines wrong.
  const isAlone = kept.some((one) => one.length > 1);
  const isTied =
    isAlone || kept.some((one) => names.find((name) => has(fonts, name, one)) !== font);
  return [{ text: kept.join(""), font, isTied, isAlone }];
}

/** Character by character, and one □ for what no font has. */
function inParts(seen: readonly string[], fonts: Fonts): Cluster[] {
  const parts = seen.flatMap((one) => {
    const font = fonts.names.find((name) => has(fonts, name, one));
    return font ? [{ text: one, font, isTied: false, isAlone: one.length > 1 }] : [lost(fonts)];
  });
  return parts.filter(({ text }, index) => text !== "□" || parts[index - 1]?.text !== "□");
}

function has(fonts: Fonts, name: string, character: string): boolean {
  return fonts.has(name, character.codePointAt(0) ?? 0);
}

const unseen = /[\p{Cf}\p{Variation_Selector}]/u;
const letterJoiner = /[\u200c\u200d]/u;
// Also that it is a picture, and the tags that spell a region's flag.
const pictureJoiner = /[\u200d\ufe0e\ufe0f\u{e0020}-\u{e007f}]/u;

/** Thai and Lao write what is sung before what is sung of it: the shaper wants it after, as it is drawn. */
function ordered(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/([\u0e48-\u0e4b]?)\u0e33/g, "\u0e4d$1\u0e32")
    .replaceAll(/([\u0ec8-\u0ecb]?)\u0eb3/g, "\u0ecd$1\u0eb2");
}

import { eastAsian, pictures } from "./document-families";

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });
const words = new Intl.Segmenter("th", { granularity: "word" });
const longestWord = 24;

const withoutSpaces = /\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}/u;
const inFontOfItsOwn =
  /(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])(?:\p{L}|\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3)/u;

/**
 * Where a word may go on in the next line: an empty part is a gap of no width, and a break in it has no
 * hyphen. Chinese and Japanese break anywhere, Thai, Lao and Khmer between words, which no space tells, and
 * something long without a space must not run over the edge. What is one sign stays whole. The printer asks
 * font by font, and would put a hyphen where the font changes: so there is a gap around what has its own.
 */
export function breakable(word: string): string[] {
  const parts = partsOf(word);
  const within = parts.flatMap((part, index) => (index === 0 ? [part] : ["", part]));
  return inFontOfItsOwn.test(word) || eastAsian.test(word) ? ["", ...within, ""] : within;
}

function partsOf(word: string): string[] {
  const isOfPictures = pictures.test(word) && !/\p{L}/u.test(word);
  if (eastAsian.test(word) || isOfPictures) return signsOf(word);
  if (!withoutSpaces.test(word)) return short(word);
  return [...words.segment(word)].flatMap(({ segment }) => short(segment));
}

function short(word: string): string[] {
  if (word.length <= longestWord) return [word];
  const signs = signsOf(word);
  const parts: string[] = [];
  for (let from = 0; from < signs.length; from += longestWord) {
    parts.push(signs.slice(from, from + longestWord).join(""));
  }
  return parts;
}

function signsOf(word: string): string[] {
  return [...clusters.segment(word)].map(({ segment }) => segment);
}

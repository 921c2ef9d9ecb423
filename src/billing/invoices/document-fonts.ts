import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Font } from "@react-pdf/renderer";

type Family = { name: string; folder: string; regular: string; bold?: string };

// In the order they are asked. The Japanese font before the Chinese one: each has nearly all characters of
// the other, and the order only decides whose shapes they get.
const families: readonly Family[] = [
  family("latin", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
  family("hebrew", "NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
  family("arabic", "NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"),
  family("jp", "NotoSansJP-Regular.otf"),
  family("sc", "NotoSansHans-Regular.otf"),
  family("kr", "NotoSansKR-Regular.otf"),
];

function family(folder: string, regular: string, bold?: string): Family {
  return { name: folder, folder, regular, ...(bold && { bold }) };
}

type Glyphs = { hasGlyphForCodePoint(codePoint: number): boolean };

export type Lettering = { families: string[]; printable(text: string): string };

/**
 * The fonts a document needs, and its texts as far as they can be printed with them: a character that none
 * of them has is shown as □, so that it is seen to be missing and takes nothing else with it.
 */
export async function letteringFor(texts: Iterable<string>): Promise<Lettering> {
  registerOnce();
  const characters = new Set<string>();
  for (const text of texts) for (const one of text) characters.add(one);
  const missing = new Set([...characters].map((one) => one.codePointAt(0) ?? 0));
  const used: string[] = [];
  for (const { name } of families) {
    if (used.length > 0 && !worthLoading(name, missing)) continue;
    const glyphs = await load(name);
    const before = missing.size;
    for (const codePoint of missing) {
      if (glyphs.hasGlyphForCodePoint(codePoint)) missing.delete(codePoint);
    }
    if (missing.size < before || used.length === 0) used.push(name);
  }
  return { families: used, printable: (text) => printable(text, missing) };
}

const scripts: Record<string, RegExp> = {
  hebrew: /\p{Script=Hebrew}/u,
  arabic: /\p{Script=Arabic}/u,
  kr: /\p{Script=Hangul}|\p{Script=Han}/u,
};
// Fullwidth forms and their like belong to no script of their own.
const eastAsian =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u33ff\uff00-\uffef□]/u;

function worthLoading(name: string, missing: ReadonlySet<number>): boolean {
  const script = scripts[name] ?? eastAsian;
  return [...missing].some((codePoint) => script.test(String.fromCodePoint(codePoint)));
}

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What is not seen (controls, joiners, turns of direction) is left out once it has joined what it joins. */
function printable(text: string, missing: ReadonlySet<number>): string {
  const lacks = (part: string) =>
    [...part].some((one) => missing.has(one.codePointAt(0) ?? 0) && !unseen.test(one));
  const known = text.normalize("NFC");
  const parts = lacks(known)
    ? [...clusters.segment(known)].map(({ segment }) => (lacks(segment) ? "□" : segment))
    : [known];
  return parts
    .join("")
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/\p{Cf}+/gu, "");
}

const unseen = /[\p{Cc}\p{Cf}]/u;

let isRegistered = false;

function registerOnce(): void {
  if (isRegistered) return;
  isRegistered = true;
  const require = createRequire(join(process.cwd(), "package.json"));
  for (const { name, folder, regular, bold } of families) {
    const at = join(dirname(require.resolve(`@embedpdf/fonts-${folder}`)), "..", "fonts");
    const source = (file: string, fontWeight: number) => ({
      src: join(at, file),
      fontWeight,
    });
    const fonts = [source(regular, 400), ...(bold ? [source(bold, 700)] : [])];
    Font.register({ family: name, fonts });
  }
  Font.registerHyphenationCallback(breakable);
}

/**
 * Where a word may go on in the next line, without a hyphen: an empty part is a gap of no width. Chinese and
 * Japanese have no spaces, and something long without one must not run over the edge.
 */
function breakable(word: string): string[] {
  if (eastAsian.test(word)) return ["", ...[...word].flatMap((one) => [one, ""])];
  if (word.length <= longestWord) return [word];
  const parts = word.match(new RegExp(`.{1,${longestWord}}`, "gsu")) ?? [word];
  return parts.flatMap((part, index) => (index === 0 ? [part] : ["", part]));
}

const longestWord = 24;

async function load(name: string): Promise<Glyphs> {
  const descriptor = { fontFamily: name, fontWeight: 400, fontStyle: "normal" } as const;
  await Font.load(descriptor);
  return (Font.getFont(descriptor) as unknown as { data: Glyphs }).data;
}

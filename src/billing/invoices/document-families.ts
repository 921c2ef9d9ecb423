import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Letters of one kind: where their files stand, and which characters they are worth loading for. */
export type Family = {
  name: string;
  letters: RegExp;
  files: () => { regular: string; bold?: string };
};

/** Fullwidth forms and their like belong to no script of their own. */
export const eastAsian =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u33ff\uff00-\uffef□]/u;

export const pictures =
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u20e3/u;

// In the order they are asked. The Japanese font before the Chinese one: each has nearly all characters of
// the other, and the order only decides whose shapes they get. Where Noto's own font for a script is one the
// printer's shaper fails on (Gurmukhi, Khmer), another's stands in; Burmese it cannot put in order at all.
export const families: readonly Family[] = [
  embedded("latin", /\p{L}/u, "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
  embedded("hebrew", /\p{Script=Hebrew}/u, "NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
  embedded(
    "arabic",
    /\p{Script=Arabic}/u,
    "NotoNaskhArabic-Regular.ttf",
    "NotoNaskhArabic-Bold.ttf",
  ),
  sourced("noto-sans-thai", /\p{Script=Thai}|฿/u),
  sourced("noto-sans-lao", /\p{Script=Lao}/u),
  sourced("battambang", /\p{Script=Khmer}/u, "khmer"),
  sourced("noto-sans-bengali", /\p{Script=Bengali}/u),
  sourced("mukta-mahee", /\p{Script=Gurmukhi}/u, "gurmukhi"),
  sourced("noto-sans-gujarati", /\p{Script=Gujarati}/u),
  sourced("noto-sans-oriya", /\p{Script=Oriya}/u),
  sourced("noto-sans-tamil", /\p{Script=Tamil}/u),
  sourced("noto-sans-telugu", /\p{Script=Telugu}/u),
  sourced("noto-sans-kannada", /\p{Script=Kannada}/u),
  sourced("noto-sans-malayalam", /\p{Script=Malayalam}/u),
  sourced("noto-sans-sinhala", /\p{Script=Sinhala}/u),
  sourced("noto-sans-armenian", /\p{Script=Armenian}/u),
  sourced("noto-sans-georgian", /\p{Script=Georgian}/u),
  sourced("noto-sans-ethiopic", /\p{Script=Ethiopic}/u),
  { name: "emoji", letters: pictures, files: emojiFile },
  embedded("jp", eastAsian, "NotoSansJP-Regular.otf"),
  embedded("sc", eastAsian, "NotoSansHans-Regular.otf"),
  embedded("kr", /\p{Script=Hangul}|\p{Script=Han}/u, "NotoSansKR-Regular.otf"),
];

const require = createRequire(join(process.cwd(), "package.json"));

function embedded(name: string, letters: RegExp, regular: string, bold?: string): Family {
  const files = () => {
    const at = join(dirname(require.resolve(`@embedpdf/fonts-${name}`)), "..", "fonts");
    return { regular: join(at, regular), ...(bold && { bold: join(at, bold) }) };
  };
  return { name, letters, files };
}

function sourced(name: string, letters: RegExp, script = name.replace("noto-sans-", "")): Family {
  const at = `@fontsource/${name}/files/${name}-${script}`;
  const files = () => ({
    regular: require.resolve(`${at}-400-normal.woff`),
    bold: require.resolve(`${at}-700-normal.woff`),
  });
  return { name, letters, files };
}

// In one file: those that are cut in slices tear what is joined of several.
function emojiFile() {
  return {
    regular: require.resolve("@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf"),
  };
}

import { Font } from "@react-pdf/renderer";
import { families } from "./document-families";
import { type Fonts, lettered } from "./lettering";
import { keepHeights } from "./set-glyphs";
import { breakable } from "./word-breaks";

type Loaded = {
  hasGlyphForCodePoint(codePoint: number): boolean;
  layout(...asThePrinterAsks: [string, undefined, undefined, undefined, "ltr"]): unknown;
};

export type Lettering = { families: readonly string[]; printable(text: string): string };

/** The fonts a document needs, and its texts as far as they can be printed with them. */
export async function letteringFor(texts: Iterable<string>): Promise<Lettering> {
  const missing = new Set<number>();
  for (const text of texts) for (const one of text) missing.add(one.codePointAt(0) ?? 0);
  const used = new Map<string, Loaded>();
  for (const { name, letters } of families) {
    const isWorthLoading = [...missing].some((one) => letters.test(String.fromCodePoint(one)));
    if (used.size > 0 && !isWorthLoading) continue;
    const loaded = await load(name);
    const before = missing.size;
    for (const one of missing) if (loaded.hasGlyphForCodePoint(one)) missing.delete(one);
    if (missing.size < before || used.size === 0) used.set(name, loaded);
  }
  const fonts = fontsOf(used);
  return { families: fonts.names, printable: (text) => lettered(text, fonts) };
}

function fontsOf(used: ReadonlyMap<string, Loaded>): Fonts {
  return {
    names: [...used.keys()],
    has: (name, codePoint) => used.get(name)?.hasGlyphForCodePoint(codePoint) ?? false,
    sets: (name, text) => simple.includes(name) || canSet(used.get(name), text),
  };
}

// Of these every character is set by itself: nothing to fail on, and far too many to try.
const simple = ["latin", "jp", "sc", "kr"];

function canSet(font: Loaded | undefined, text: string): boolean {
  try {
    font?.layout(text, undefined, undefined, undefined, "ltr");
    return true;
  } catch {
    return false;
  }
}

const registered = new Set<string>();

/** A font is looked for when it is first needed, so that one that is not there fails no other document. */
async function load(name: string): Promise<Loaded> {
  if (!registered.has(name)) {
    register(name);
    registered.add(name);
  }
  const descriptor = { fontFamily: name, fontWeight: 400, fontStyle: "normal" } as const;
  await Font.load(descriptor);
  const { data } = Font.getFont(descriptor) as unknown as { data: Loaded };
  keepHeights(data);
  return data;
}

function register(name: string): void {
  const files = families.find((family) => family.name === name)?.files();
  if (!files) return;
  const { regular, bold } = files;
  const fonts = [
    { src: regular, fontWeight: 400 },
    ...(bold ? [{ src: bold, fontWeight: 700 }] : []),
  ];
  Font.register({ family: name, fonts });
  Font.registerHyphenationCallback(breakable);
}

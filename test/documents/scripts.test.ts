import fc from "fast-check";
import { getDocumentProxy, getResolvedPDFJS } from "unpdf";
import { expect, test } from "vitest";
import { printDocument } from "@/billing/invoices/document";
import { runs } from "../runs";
import { line, pagesOf, sheet } from "./sheets";

const pageHeight = 841.89;

type Drawn = { glyph: number; x: number; y: number };

/** Every glyph of a text that is printed as a line of an invoice: its number in its font, 0 for one it lacks. */
async function drawn(texts: readonly string[]): Promise<Drawn[]> {
  const lines = texts.map((what) => ({ ...line, what, notes: [] }));
  const pdf = await getDocumentProxy(
    new Uint8Array(await printDocument(sheet({ groups: [{ heading: null, lines }] }))),
  );
  const { OPS } = await getResolvedPDFJS();
  const found: Drawn[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { fnArray, argsArray } = await (await pdf.getPage(number)).getOperatorList();
    let [x, y] = [0, 0];
    for (const [index, name] of fnArray.entries()) {
      const given = argsArray[index] ?? [];
      if (name === OPS.setTextMatrix) [x, y] = [given[0][4], given[0][5] - pageHeight];
      if (name !== OPS.showText) continue;
      for (const one of given[0]) {
        if (typeof one === "object") found.push({ glyph: one.originalCharCode, x, y });
      }
    }
  }
  return found;
}

const inOrder = [
  ...["Łódź Ελλάδα Київ", "株式会社東京髙﨑", "𠮷野家", "北京市简体", "서울특별시"],
  ...["บริษัท กรุงเทพมหานคร", "ບໍລິສັດ", "Հայաստան", "საქართველო", "ኢትዮጵያ", "நிறுவனம"],
];

test("names are printed in the letters they are written in", async () => {
  const lines = inOrder.map((what) => ({ ...line, what }));
  const text = (await pagesOf(sheet({ groups: [{ heading: null, lines }] }))).join(" ");
  for (const name of inOrder) expect(text.normalize("NFC")).toContain(name);
  expect(text).not.toContain("□");
}, 60_000);

test("every script has its glyphs: India's and Khmer too, whose signs are not drawn in the order they are written", async () => {
  const names = [
    ...["हिन्दी श्रीमान", "বাংলাদেশ শ্রী র‍্যাব", "ਪੰਜਾਬ ਸ੍ਰੀ", "ગુજરાત ક્ષેત્ર", "ଓଡ଼ିଶା", "தமிழ்நாடு ஸ்ரீ"],
    ...["హైదరాబాద్", "ಬೆಂಗಳೂರು", "തിരുവനന്തപുരം", "ශ්‍රී ලංකා", "ភ្នំពេញ ក្រុមហ៊ុន", "น้ำ ນ້ຳ", "می‌خواهم"],
  ];
  expect((await drawn(names)).filter(({ glyph }) => glyph === 0)).toEqual([]);
  const lines = names.map((what) => ({ ...line, what }));
  expect((await pagesOf(sheet({ groups: [{ heading: null, lines }] }))).join(" ")).not.toContain(
    "□",
  );
}, 60_000);

test("pictures of several signs are one, and what no font has is □ and takes nothing with it", async () => {
  const pictures = ["😀", "👨‍👩‍👧", "🇩🇪🇫🇷", "👩🏿‍🚀", "1️⃣", "#️⃣", "❤️", "🏳️‍🌈", "☕", "©️"];
  const lines = [...pictures, "A \u{10330} B ᠮᠣ C e\u{1e8d0} D \ud83d"].map((what) => ({
    ...line,
    what: `A ${what} B`,
  }));
  const text = (await pagesOf(sheet({ groups: [{ heading: null, lines }] }))).join(" ");
  for (const one of pictures) expect(text).toContain(`A ${one} B`);
  expect(text).toContain("A □ B □□ C e□ D �");
  // The signs of each picture that joins into one are one glyph: 😀 alone, and a family of three.
  const one = await drawn(["😀"]);
  for (const of of ["👨‍👩‍👧", "👩🏿‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]) expect(await drawn([of])).toHaveLength(one.length);
}, 60_000);

test("a mark stands where its font wants it", async () => {
  const all = await drawn(["ปั๊ม", "بَ"]);
  // At 9 points: PO PLA 0.605 em wide, MAI HAN-AKAT 0.001 em back of its end, MAI TRI 0.188 back and 0.04 down.
  for (const [back, up] of [
    [0.001, 0],
    [0.188, -0.04],
  ] as const) {
    const x = 9 * (0.605 - back);
    expect(all.some((one) => Math.abs(one.x - x) + Math.abs(one.y - 9 * up) < 0.001)).toBe(true);
  }
  // The fatha stands 564 of 2048 parts of an em into its letter and 109 below its place.
  const [x, y] = [(9 * 564) / 2048, (-9 * 109) / 2048];
  expect(all.some((one) => Math.abs(one.x - x) + Math.abs(one.y - y) < 0.001)).toBe(true);
});

test("Arabic and Hebrew are joined and read from right to left, at the right edge of their field", async () => {
  const buyer = { label: "To", name: "شركة المثال", lines: ["שלום עולם"] };
  const [text = ""] = await pagesOf(sheet({ buyer }));
  // Taken out as the page has it from left to right: whole words, the first of them last.
  expect(text.normalize("NFKC")).toContain(["المثال", "شركة"].join(" "));
  expect(text).toContain(["עולם", "שלום"].join(" "));
  const pdf = await getDocumentProxy(new Uint8Array(await printDocument(sheet({ buyer }))));
  const { items } = await (await pdf.getPage(1)).getTextContent();
  const at = (word: string) => {
    const item = items.find((one) => "str" in one && one.str.normalize("NFKC").includes(word));
    if (!item || !("str" in item)) throw new Error(`There is no ${word}.`);
    return { left: Number(item.transform[4]), right: Number(item.transform[4]) + item.width };
  };
  // The page is 595.28 points wide, 48 of them margin; the second field of 34 % ends 16 before its edge.
  const edge = 48 + 2 * 0.34 * (595.28 - 96) - 16;
  expect(at("شركة").right).toBeCloseTo(edge, 0);
  expect(at("שלום").right).toBeCloseTo(edge, 0);
  expect(at("Seller").left).toBeCloseTo(48, 0);
}, 60_000);

const ranges = [
  ...[
    0x20, 0xa0, 0x300, 0x370, 0x400, 0x530, 0x590, 0x600, 0x900, 0x980, 0xa00, 0xa80, 0xb00, 0xb80,
  ],
  ...[
    0xc00, 0xc80, 0xd00, 0xd80, 0xe00, 0xe80, 0x10a0, 0x1200, 0x1780, 0x2000, 0x20a0, 0x2600,
    0x3040,
  ],
  ...[
    0x4e00,
    0xac00,
    0xfe00,
    0xff00,
    0x1f300,
    0x1f468,
    0x1f3fb,
    0x1f1e6,
    0xe0060,
    0x1f900,
    0x2000 + 0xc,
  ],
];

test("whatever people write is printed, and every glyph of it is one", async () => {
  const sign = fc
    .tuple(fc.constantFrom(...ranges), fc.integer({ min: 0, max: 0x7f }))
    .map(([from, more]) => String.fromCodePoint(from + more));
  const word = fc.array(sign, { minLength: 1, maxLength: 40 }).map((signs) => signs.join(""));
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 20 }), async (words) => {
      expect((await drawn(words)).filter(({ glyph }) => glyph === 0)).toEqual([]);
    }),
    { numRuns: runs(3) },
  );
}, 400_000);

import { expect, test } from "vitest";
import { type Fonts, lettered, piecesOf, unmarked } from "./lettering";

/** Fonts of these letters each; the Khmer one cannot be set where it has "ឋ" in it. */
function fonts(letters: Record<string, string>): Fonts {
  return {
    names: Object.keys(letters),
    has: (name, codePoint) => (letters[name] ?? "").includes(String.fromCodePoint(codePoint)),
    sets: (_, text) => !text.includes("ឋ"),
  };
}

const latin = "abcdef0123456789 ()\u200c\u200d©□";

test("what one font has whole is left as it is", () => {
  const given = fonts({ latin, hebrew: "שלום" });
  expect(lettered("abc (שלום) ✂", given)).toBe("abc (שלום) □");
});

test("what belongs together is told one font, and so is all beside it", () => {
  const given = fonts({ latin, emoji: "👩🚀\u200d\ufe0f1\u20e3" });
  const text = lettered("a 👩\u200d🚀 1\ufe0f\u20e3", given);
  expect(piecesOf(text)).toEqual([
    { text: "a ", font: "latin" },
    { text: "👩\u200d🚀", font: "emoji" },
    { text: " ", font: "latin" },
    { text: "1\ufe0f\u20e3", font: "emoji" },
  ]);
  expect(unmarked(text)).toBe("a 👩\u200d🚀 1\ufe0f\u20e3");
});

test("a non-joiner stays with the letters it parts", () => {
  const given = fonts({ latin, arabic: "میخواه\u200c" });
  expect(piecesOf(lettered("می\u200cخواهم a", given))).toEqual([
    { text: "می\u200cخواهم", font: "arabic" },
    { text: " a", font: "latin" },
  ]);
});

test("what the shaper fails on is □ alone", () => {
  const given = fonts({ latin, battambang: "កខឋ" });
  expect(unmarked(lettered("a កខឋ b", given))).toBe("a កខ□ b");
});

test("turns of direction, controls and marks of ours in what was given are no part of a text", () => {
  expect(lettered("a\u202eb\u0007c\ufdd0d\ufdef", fonts({ latin }))).toBe("ab c□d□");
});

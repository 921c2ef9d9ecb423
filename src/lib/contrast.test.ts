import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contrast, isColour, leastContrast, nearestReadable, ratioInWords } from "./contrast";

describe("contrast, as WCAG works it out", () => {
  // Figures W3C and WebAIM publish for these pairs.
  test.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#777777", "#ffffff", 4.48], // the grey known for failing AA by a hair
    ["#767676", "#ffffff", 4.54], // the lightest grey that passes
    ["#949494", "#ffffff", 3.03],
    ["#595959", "#ffffff", 7.0],
    ["#ff0000", "#ffffff", 4.0],
    ["#0000ff", "#ffffff", 8.59],
    ["#008000", "#ffffff", 5.14],
    ["#ffff00", "#000000", 19.56],
  ])("%s on %s is %s", (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });

  test("it is told cut, never rounded up to a pass", () => {
    expect(contrast("#777777", "#ffffff")).toBeLessThan(4.5);
    expect(ratioInWords(4.4999)).toBe("4.49:1");
    expect(ratioInWords(21)).toBe("21.00:1");
  });
});

test.each(["#1d5a3c", "#ABCDEF"])("%s is a colour", (text) => expect(isColour(text)).toBe(true));

test.each(["", "red", "#fff", "#12345g", "#1234567", "1d5a3c", "#1d5a3c;}", "url(#123456)"])(
  "%j is none",
  (text) => expect(isColour(text)).toBe(false),
);

const colour = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);
const papers = fc.constantFrom(["#f7f4ec", "#fdfbf6"], ["#12110f", "#181714"]);

test("whatever the colour, the shade offered in its place can be read", () => {
  fc.assert(
    fc.property(colour, papers, (given, against) => {
      expect(leastContrast(nearestReadable(given, against), against)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("a colour that can be read already is left as it is, to a rounding", () => {
  fc.assert(
    fc.property(colour, papers, (given, against) => {
      fc.pre(leastContrast(given, against) >= 4.6);
      const kept = nearestReadable(given, against);
      for (const at of [1, 3, 5]) {
        const [was, is] = [given, kept].map((one) => Number.parseInt(one.slice(at, at + 2), 16));
        expect(Math.abs((was ?? 0) - (is ?? 0))).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("the shade offered keeps the hue: amber becomes a darker amber, not a grey", () => {
  const darker = nearestReadable("#ffbf00", ["#ffffff"]);
  const [red = 0, green = 0, blue] = [1, 3, 5].map((at) =>
    Number.parseInt(darker.slice(at, at + 2), 16),
  );
  expect(green / red).toBeCloseTo(0xbf / 0xff, 1);
  expect(blue).toBe(0);
});

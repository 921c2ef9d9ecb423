import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accentsOf, grounds, whyNotAccent } from "./brand-colours";
import { contrast } from "./contrast";

test("the papers an accent is measured on are those of the stylesheet", () => {
  const css = readFileSync("src/app/globals.css", "utf8");
  const [light = "", dark = ""] = css.split(':root[data-theme="dark"]');
  for (const [theme, block] of [
    ["light", light],
    ["dark", dark],
  ] as const) {
    expect(block).toContain(`--paper: ${grounds[theme].paper};`);
    expect(block).toContain(`--sheet: ${grounds[theme].sheet};`);
  }
});

test("our own greens can be accents", () => {
  expect(whyNotAccent("light", "#1d5a3c")).toBeUndefined();
  expect(whyNotAccent("dark", "#86c9a2")).toBeUndefined();
});

test("a colour too pale to read is refused with its ratio and the nearest shade that passes", () => {
  const why = whyNotAccent("light", "#f5b301") ?? "";
  // On #f7f4ec: (0.905 + 0.05) / (0.524 + 0.05), and by the publisher's own calculators, 1.66.
  expect(why).toMatch(/#f5b301 has a contrast of 1\.6\d:1 on the light paper; text needs 4\.50:1/);
  const offered = /nearest shade that has it is (#[0-9a-f]{6})$/.exec(why)?.[1] ?? "";
  expect(whyNotAccent("light", offered)).toBeUndefined();
});

test("what is no colour at all is refused before it reaches a stylesheet", () => {
  expect(whyNotAccent("light", "red;}body{display:none")).toMatch(/is not a colour/);
});

test("every accent let in is read on both papers, and words are read on it", () => {
  const colour = fc
    .integer({ min: 0, max: 0xff_ff_ff })
    .map((value) => `#${value.toString(16).padStart(6, "0")}`);
  fc.assert(
    fc.property(colour, (light) => {
      fc.pre(whyNotAccent("light", light) === undefined);
      const accents = accentsOf(light, undefined);
      for (const theme of ["light", "dark"] as const) {
        const { accent, onAccent } = accents[theme];
        expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(4.5);
        for (const ground of Object.values(grounds[theme])) {
          expect(contrast(accent, ground)).toBeGreaterThanOrEqual(4.5);
        }
      }
    }),
  );
});

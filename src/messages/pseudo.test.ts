import fc from "fast-check";
import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { pseudo, pseudoMessages } from "./pseudo";

test("words are altered and longer, arguments, branches and tags are not", () => {
  expect(pseudo("Sign out")).toBe("[Šîĝñ öûţ~~~]");
  expect(pseudo("Times in {zone}")).toBe("[Ţîɱéš îñ {zone}~~~]");
  expect(pseudo("As of <time></time>")).toBe("[Àš öƒ <time></time>~~]");
  expect(pseudo("<b>Go</b> on")).toBe("[<b>Ĝö</b> öñ~~]");
  expect(pseudo("{count, plural, one {{figure} credit} other {{figure} credits}}")).toBe(
    "[{count, plural, one {{figure} çŕéđîţ} other {{figure} çŕéđîţš}}~~~~~]",
  );
});

test("said aloud, nothing but the arguments is plain", () => {
  const message = "{who, select, you {Your bill} other {The bill of {name}}} is <b>due</b>";
  const t = createTranslator({ locale: "en", messages: pseudoMessages({ message }) });
  const said = t.markup("message", { who: "them", name: "Ada", b: (chunks) => chunks });
  expect(said.replace("Ada", "")).not.toMatch(/[A-Za-z]/);
  expect(said).toContain("Ada");
});

test("any text at all comes out with no plain letter, in brackets, a third longer", () => {
  const text = fc.string({ unit: fc.constantFrom(..."abcXYZ é1.,-") });
  fc.assert(
    fc.property(text, (message) => {
      const said = pseudo(message);
      const letters = message.match(/[A-Za-z]/g)?.length ?? 0;
      expect(said).not.toMatch(/[A-Za-z]/);
      expect(said.match(/~/g)?.length ?? 0).toBe(Math.ceil(letters / 3));
      expect(said).not.toMatch(/~{6}/);
    }),
  );
});

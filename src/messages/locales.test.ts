import fc from "fast-check";
import { expect, test } from "vitest";
import { dateLocale, isLanguage, languageFor, locales, numberLocale } from "./locales";

test.each([
  ["de-DE,de;q=0.9,en;q=0.8", "de"],
  ["fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"],
  ["en-US,en;q=0.9", "en"],
  ["nl,it;q=0.9,fr;q=0.2,de;q=0.3", "de"], // the best of those we have, however low
  ["de;q=0,fr;q=0.1", "fr"], // q=0 means "not this one"
  ["DE-at", "de"],
  ["de ; q = 0.1 , fr;q=0.5", "fr"],
  ["nl,ja", "en"],
  ["*", "en"],
  ["", "en"],
  [null, "en"],
])("who asks for %j is answered in %s", (wishes, language) => {
  expect(languageFor(wishes)).toBe(language);
});

test("whatever a browser sends, it is answered in a language we have", () => {
  fc.assert(fc.property(fc.string(), (wishes) => isLanguage(languageFor(wishes))));
});

test("only languages we have may be chosen", () => {
  expect(locales.every(isLanguage)).toBe(true);
  for (const other of ["en-XA", "EN", "", null, undefined, 1, ["de"], "toString"]) {
    expect(isLanguage(other)).toBe(false);
  }
});

test("English figures are American, English days British, everybody else's their own", () => {
  expect([numberLocale("en"), numberLocale("en-XA"), numberLocale("fr")]).toEqual([
    "en-US",
    "en-US",
    "fr",
  ]);
  expect([dateLocale("en"), dateLocale("en-XA"), dateLocale("de")]).toEqual([
    "en-GB",
    "en-GB",
    "de",
  ]);
});

import { beforeEach, expect, test, vi } from "vitest";
import { forgetFormKey, formKey } from "./form-key";

/** What a browser keeps of one origin: every tab and every reading of a page has the same. */
beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  return () => vi.unstubAllGlobals();
});

test("a double click, a page read anew and another tab ask for one refund of an invoice (R3)", () => {
  const key = formKey("one");
  expect([formKey("one"), formKey("one")]).toEqual([key, key]);
  expect(formKey("other")).not.toBe(key);
  // Once it is done the next one is another wish.
  forgetFormKey("one");
  expect(formKey("one")).not.toBe(key);
});

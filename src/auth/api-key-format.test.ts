import fc from "fast-check";
import { expect, test } from "vitest";
import { newApiKey, parseApiKey } from "./api-key-format";

test("a new key is read back as the parts it was made of", () => {
  const { key, prefix, secret } = newApiKey("test");
  expect(key).toMatch(/^tb_test_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
  expect(parseApiKey(key)).toEqual({ prefix, secret });
});

test("a key with any one character changed is no key", () => {
  const { key } = newApiKey("live");
  fc.assert(
    fc.property(fc.nat(key.length - 1), fc.constantFrom(..."aZ09_-"), (at, character) => {
      fc.pre(key[at] !== character);
      expect(parseApiKey(key.slice(0, at) + character + key.slice(at + 1))).toBeUndefined();
    }),
  );
});

test("no two keys share a prefix or a secret", () => {
  const keys = Array.from({ length: 500 }, () => newApiKey("test"));
  expect(new Set(keys.map(({ prefix }) => prefix)).size).toBe(500);
  expect(new Set(keys.map(({ secret }) => secret)).size).toBe(500);
});

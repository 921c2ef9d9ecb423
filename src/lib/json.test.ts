import fc from "fast-check";
import superjson, { SuperJSON } from "superjson";
import { describe, expect, test } from "vitest";
import { fromJson, toJson } from "./json";

const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.bigInt(),
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
  fc.constantFrom(new Map([[1n, "a"]]), new Set([1n])),
);
const key = fc
  .oneof(fc.string({ maxLength: 5 }), fc.constantFrom("a.b", "a\\b", "0", "credits"))
  .filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

const overTheWire = <T>(sent: T): T => JSON.parse(JSON.stringify(sent));

describe("our JSON is superjson's", () => {
  test("superjson reads what we write", () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(superjson.deserialize(overTheWire(toJson(given)))).toEqual(given);
      }),
    );
  });

  test("we read what superjson writes, and what we write", () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(fromJson(overTheWire(superjson.serialize(given)))).toEqual(given);
        expect(fromJson(overTheWire(toJson(given)))).toEqual(given);
      }),
    );
  });

  test("a superjson that leaves out repeated references is understood too", () => {
    const shared = { at: new Date(0), credits: 5n };
    const brief = new SuperJSON({ dedupe: true });
    const sent = overTheWire(brief.serialize({ a: shared, b: shared, c: 5n, d: 5n }));
    expect(fromJson(sent)).toEqual({ a: shared, b: shared, c: 5n, d: 5n });
  });
});

test.each([
  ["a place that is not there", { json: {}, meta: { values: { "a.b": ["bigint"] } } }],
  ["a number that is none", { json: { a: "x" }, meta: { values: { a: ["bigint"] } } }],
  ["a prototype", { json: {}, meta: { values: { "__proto__.x": ["undefined"] } } }],
])("%s is refused", (_name, sent) => {
  expect(() => fromJson(sent as never)).toThrow();
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

test("nothing we write repeats what superjson would note of equal bigints", () => {
  expect(toJson({ a: 1n, b: [1n] })).toEqual({
    json: { a: "1", b: ["1"] },
    meta: { values: { a: ["bigint"], b: { 0: ["bigint"] } }, v: 1 },
  });
});

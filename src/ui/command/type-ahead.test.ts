import { expect, test } from "vitest";
import { type TypeAhead, typedAhead } from "./type-ahead";

const plain = { command: false, alt: false };

function typing(keys: readonly string[]): TypeAhead {
  let typed: TypeAhead = "";
  for (const key of keys) typed = typedAhead(typed ?? "", { key, ...plain }).typed;
  return typed;
}

test("letters pressed before the field is there are its text, not shortcuts", () => {
  expect(typing(["g", "c", "x", "Backspace", " ", "é", "7"])).toBe("gc é7");
  expect(typing(["Shift", "A", "Tab", "F5"])).toBe("A");
});

test("Esc gives up, and keys with Ctrl or Alt stay what they are", () => {
  expect(typing(["a", "Escape"])).toBeNull();
  const held = { key: "v", alt: false, command: true };
  expect(typedAhead("a", held)).toEqual({ typed: "a", taken: false });
  expect(typedAhead("a", { key: "b", command: false, alt: true }).taken).toBe(false);
});

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type Head, Sketch } from "./sketch";

const sum = (text: string) => createHash("sha256").update(text).digest();
const headOf = (accountId: string, version: bigint): Head => {
  const hash = sum(`${accountId} ${version}`);
  return { accountId, version, hash, position: 7n, actHash: sum(accountId) };
};
/** The same in every run: of ids that are drawn, one run in some dozens has two ends in the same three cells. */
const idOf = (index: number) =>
  sum(`account ${index}`)
    .toString("hex", 0, 16)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
const sketchOf = (heads: readonly Head[]) => {
  const sketch = Sketch.empty();
  for (const head of heads) sketch.add(head);
  return sketch;
};

test("of 3,000 accounts the thirty whose chains were cut are read out of it", () => {
  const accounts = Array.from({ length: 3_000 }, (_, index) => headOf(idOf(index), BigInt(index)));
  const cut = accounts.map((head, index) =>
    index % 100 === 0 ? headOf(head.accountId, head.version + 1n) : head,
  );
  const { was, is, all } = sketchOf(cut).against(sketchOf(accounts));
  const versions = (heads: readonly Head[]) => heads.map(({ version }) => version).sort(byNumber);
  const expected = Array.from({ length: 30 }, (_, index) => BigInt(index * 100));
  expect(all).toBe(true);
  expect(versions(is)).toEqual(expected);
  expect(versions(was)).toEqual(expected.map((version) => version + 1n));
});

test("more than it can name is told as that", () => {
  const accounts = Array.from({ length: 500 }, (_, index) => headOf(idOf(index), 1n));
  expect(sketchOf(accounts).against(Sketch.empty()).all).toBe(false);
});

function byNumber(a: bigint, b: bigint): number {
  return Number(a - b);
}

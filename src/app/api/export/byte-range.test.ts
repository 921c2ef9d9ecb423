import { expect, test } from "vitest";
import { partOf } from "./byte-range";

const file = { size: 1_000n, etag: '"a-1000"' };
const part = (range: string | null, ifRange: string | null = null) => {
  const found = partOf({ range, ifRange }, file);
  return found ? `${found.first}-${found.last}` : found;
};

test.each([
  [null, null],
  ["bytes=0-", "0-999"],
  ["bytes=400-", "400-999"],
  ["bytes=0-0", "0-0"],
  ["bytes=999-", "999-999"],
  ["bytes=10-19", "10-19"],
  ["bytes=10-5000", "10-999"],
  ["bytes=-1", "999-999"],
  ["bytes=-5000", "0-999"],
  // There is no such part.
  ["bytes=1000-", undefined],
  ["bytes=5000-6000", undefined],
  ["bytes=-0", undefined],
  // What is no single range of bytes is not understood, and answered with all.
  ["bytes=-", null],
  ["bytes=20-10", null],
  ["bytes=0-1,5-6", null],
  ["rows=0-1", null],
  ["bytes=99999999999999999999-", null],
])("%s of a thousand bytes is %s", (range, expected) => {
  expect(part(range)).toBe(expected);
});

test("a part of another file than is there now is all of what is there", () => {
  expect(part("bytes=400-", file.etag)).toBe("400-999");
  expect(part("bytes=400-", '"b-1000"')).toBeNull();
  expect(part("bytes=400-", "Wed, 21 Oct 2026 07:28:00 GMT")).toBeNull();
});

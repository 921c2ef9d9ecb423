import { expect, test } from "vitest";
import { pageOfTime, placeOf } from "./page-place";

const id = (last: number) => `00000000-0000-7000-8000-00000000000${last}`;
const row = (last: number) => ({ id: id(last), at: new Date(Date.UTC(2026, 2, last, 0, 0, 0, 7)) });
const at = ({ at: of }: { at: Date }) => of;

test("a page says where the next begins only where a row of it was seen", () => {
  expect(pageOfTime([row(1), row(2)], { limit: 2, at })).toEqual({
    page: [row(1), row(2)],
    next: null,
  });
  const { page, next } = pageOfTime([row(1), row(2), row(3)], { limit: 2, at });
  expect(page).toEqual([row(1), row(2)]);
  expect(next).toBe(`2026-03-02T00:00:00.007Z.${id(2)}`);
  expect(placeOf(next)).toEqual({ at: "2026-03-02T00:00:00.007Z", id: id(2) });
});

test.each([
  null,
  undefined,
  "",
  "x' or 1",
  `2026-13-02T00:00:00.007Z.${id(2)}`,
  `2026-03-02T00:00:00.007Z.${id(2)}0`,
])("%j is no place: it is the first page", (text) => {
  expect(placeOf(text)).toBeUndefined();
});

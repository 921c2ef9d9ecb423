import { expect, test } from "vitest";
import type { InvoiceId } from "@/lib/ids";
import { carriedOn, carriedWith, type Waiting } from "./carried";

const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** Issued on a day of April; the carried ones have no day they are due on. */
const sent = (id: string, on: string): Waiting => ({
  ...{ id: id as InvoiceId, issuedAt: day(`2026-04-${on}`), dueAt: day("2026-05-30") },
});
const carried = (id: string, on: string): Waiting => ({ ...sent(id, on), dueAt: null });

const ids = (all: Waiting[]) => all.map(({ id }) => id as string);

test("what is carried is due with the first that was sent after it, and with no other", () => {
  const [before, after, last] = [sent("a", "01"), sent("d", "04"), sent("e", "05")];
  // In any order: a renewal is made before what is issued in its draft hour.
  const waiting = [last, after, carried("b", "02"), carried("c", "03"), before];
  expect(ids(carriedWith(waiting, after))).toEqual(["b", "c"]);
  expect(carriedWith(waiting, before)).toEqual([]);
  expect(carriedWith(waiting, last)).toEqual([]);
  expect(carriedOn(waiting)).toEqual([]);
});

test("when that one is settled or void, with the next; before there is one, it waits", () => {
  const last = sent("e", "05");
  const waiting = [carried("b", "02"), last, carried("f", "06")];
  expect(ids(carriedWith(waiting, last))).toEqual(["b"]);
  expect(ids(carriedOn(waiting))).toEqual(["f"]);
  expect(ids(carriedOn([carried("b", "02"), carried("f", "06")]))).toEqual(["b", "f"]);
});

test("at one instant the order they were made in decides", () => {
  const [first, second] = [sent("a", "01"), sent("c", "01")];
  const waiting = [first, carried("b", "01"), second];
  expect(carriedWith(waiting, first)).toEqual([]);
  expect(ids(carriedWith(waiting, second))).toEqual(["b"]);
});

test("with what is carried itself nothing is due", () => {
  const one = carried("b", "02");
  expect(carriedWith([one, carried("c", "03")], one)).toEqual([]);
});

import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { books, Customer, openBooks, setClock } from "../books";
import { assertBooksAreClean } from "../database";
import { runs } from "../runs";
import { Actor, anyActs } from "./acts";
import { Model } from "./model";

let now = new Date("2026-01-01T00:00:00Z");

beforeEach(async () => {
  await openBooks(now.toISOString());
});

test(
  "an account does what a plain list of grants and holds would",
  async () => {
    const property = fc.asyncProperty(anyActs({ late: false, longest: 60 }), async (acts) => {
      await setClock(now);
      const actor = new Actor(await Customer.open(), now);
      const model = new Model(now);
      for (const act of acts) {
        expect(await actor.act(act), act.do).toEqual(model.act(act));
        const { available, held } = await actor.customer.balance();
        expect({ available, held }).toEqual({ available: model.available(), held: model.held() });
      }
      now = actor.now;
      await assertBooksAreClean(books());
    });
    await fc.assert(property, { numRuns: runs(25, 1_000) });
  },
  runs(180_000),
);

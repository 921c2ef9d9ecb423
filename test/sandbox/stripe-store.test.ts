import { expect, test } from "vitest";
import type { Change } from "@/sandbox/stripe/state";
import { openStore } from "@/sandbox/stripe/store";
import { freshDatabase } from "../database";

const customer = (id: string, name: string) =>
  ({ object: { id, object: "customer", name } }) as unknown as Change;

test("a store has the last version of everything, in the order things were first made", async () => {
  const { db } = await freshDatabase();
  const store = openStore(db);
  expect(await store.load()).toEqual([]);
  await store.write([customer("cus_1", "Ada"), customer("cus_2", "Eve"), { count: 2 }]);
  await store.write([
    ...[customer("cus_1", "Ada L."), customer("cus_3", "Gone"), { gone: "cus_3" }],
    ...[{ note: { key: "secret we_1", value: "\u0000 is text too" } }, { count: 3 }],
  ]);
  const kept = [customer("cus_1", "Ada L."), customer("cus_2", "Eve"), { count: 3 }];
  const note = { note: { key: "secret we_1", value: "\u0000 is text too" } };
  expect(await openStore(db).load()).toEqual([...kept, note]);

  await store.write([{ gone: "cus_2" }, { note: { key: "secret we_1", value: null } }]);
  expect(await store.load()).toEqual([customer("cus_1", "Ada L."), { count: 3 }]);
  await store.write([
    ...[customer("cus_4", "Lost"), { emptied: true as const }],
    ...[{ count: 4 }, customer("cus_5", "New")],
  ]);
  expect(await store.load()).toEqual([{ count: 4 }, customer("cus_5", "New")]);
});

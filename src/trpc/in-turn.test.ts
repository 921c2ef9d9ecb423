import { expect, test } from "vitest";
import type { Db } from "@/db/client";
import { type AccountId, newId } from "@/lib/ids";
import { inTurn } from "./in-turn";

/** A pool that only counts how many transactions are open at once. */
function countingDb() {
  let open = 0;
  let most = 0;
  const transaction = {
    execute: async (work: (tx: unknown) => Promise<unknown>) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      try {
        return await work({ getExecutor: () => executor });
      } finally {
        open -= 1;
      }
    },
  };
  const executor = {
    transformQuery: (node: unknown) => node,
    compileQuery: () => ({ sql: "", parameters: [] }),
    executeQuery: async () => ({ rows: [] }),
    plugins: [],
  };
  return { db: { transaction: () => transaction } as unknown as Db, most: () => most };
}

test("writes of one account take turns in their order, and one that fails lets the next in", async () => {
  const { db, most } = countingDb();
  const account = newId<AccountId>();
  const done: number[] = [];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, turn) =>
      inTurn(db, account, async () => {
        done.push(turn);
        if (turn % 2 === 1) throw new Error(`turn ${turn}`);
        return turn;
      }),
    ),
  );
  expect(done).toEqual(Array.from({ length: 20 }, (_, turn) => turn));
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(10);
  expect(most()).toBe(1);
});

test("writes of different accounts do not wait for one another", async () => {
  const { db, most } = countingDb();
  await Promise.all(
    Array.from({ length: 5 }, () => inTurn(db, newId<AccountId>(), async () => null)),
  );
  expect(most()).toBe(5);
});

test("a line that is too long is refused, not grown", async () => {
  const { db } = countingDb();
  const account = newId<AccountId>();
  const waiting = Array.from({ length: 1_000 }, () => inTurn(db, account, async () => null));
  await expect(inTurn(db, account, async () => null)).rejects.toMatchObject({
    code: "retry_later",
  });
  await Promise.all(waiting);
  await expect(inTurn(db, account, async () => "after")).resolves.toBe("after");
});

import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "@/db/transaction";
import { takeExport } from "@/exports/work-queries";
import { writeExports } from "@/exports/write";
import { books, booksUrl, Customer, openBooks } from "../books";
import { chanceFrom, shuffled } from "../chance";
import { type Place, statementsOf, struck } from "../crashes/faults";
import { runUntilKilled } from "../crashes/flow-process";
import { isBegin } from "../crashes/statements";
import { asVictim } from "../crashes/victim";
import { runs, seed } from "../runs";
import { ask, read, someStaff, textOf, writeAll } from "./ground";
import type { Order } from "./killed-writer";

let sam: Awaited<ReturnType<typeof someStaff>>;
/** What a file is where nothing stopped it, whatever its id is, and all that its worker said to Postgres. */
let whole: { text: string; statements: string[] };
const limit = 9;

beforeAll(async () => {
  await openBooks("2026-03-01T12:00:00Z");
  sam = await someStaff();
  const customer = await Customer.open();
  await customer.grant(1_000n);
  for (let use = 1n; use <= 40n; use += 1n) await customer.consume(use);
  const id = await asked();
  const statements = await statementsOf(() => asVictim((db) => writeExports(db, { limit })));
  whole = { statements, text: await withoutId(id) };
  // Credits that were given, and forty times of use: five pieces, of which the last is not full.
  expect(read(whole.text).rows).toHaveLength(41);
});

/** One that waits for no other test's transactions: it has been taken before. */
async function asked(): Promise<string> {
  const { id } = await ask(sam, { kind: "transfers", timezone: "Asia/Kathmandu" });
  await sql`update exports set worked_at = created_at where id = ${id}`.execute(books());
  return id;
}

async function withoutId(id: string): Promise<string> {
  const text = await textOf(id);
  expect(text.split(id)).toHaveLength(2);
  return text.replace(id, "its id");
}

/** The minute a worker may be silent is over. */
async function endLease(id: string): Promise<void> {
  await sql`update exports set taken_until = clock_timestamp() - interval '1 second'
    where id = ${id} and taken_by is not null`.execute(books());
}

/** Written once and to the byte as if nothing had happened; its row counts what is there. */
async function expectWhole(id: string, when: string): Promise<void> {
  expect([when, await withoutId(id)]).toEqual([when, whole.text]);
  const told = await sam.caller.exports.get({ id });
  const bytes = BigInt(Buffer.byteLength(await textOf(id)));
  expect(told).toMatchObject({ status: "done", rowsDone: 41n, rowsExpected: 41n, bytes });
}

/** Ends a run once it has taken a file and added a piece to it. */
function afterOnePiece(): AbortSignal {
  let asked = 0;
  const signal: Pick<AbortSignal, "aborted"> = {
    get aborted() {
      asked += 1;
      return asked > 1;
    },
  };
  return signal as AbortSignal;
}

const places = (): Place[] =>
  whole.statements.flatMap((_, at) => [
    { at, side: "before" as const },
    { at, side: "after" as const },
  ]);

test(
  "a worker killed anywhere in a file leaves it to the next, which makes the same file of it",
  async () => {
    for (const place of shuffled(places(), chanceFrom(seed())).slice(0, runs(2, 1_000))) {
      const id = await asked();
      const order: Order = { url: booksUrl(), limit, place };
      await runUntilKilled("../exports/killed-writer.ts", order);
      const words = `seed ${seed()}, ${place.side} ${place.at} ${whole.statements[place.at]}`;
      const { status } = await sam.caller.exports.get({ id });
      // Its minute is not over: nobody else touches it.
      if (status === "writing") {
        await writeExports(books(), { limit });
        expect((await sam.caller.exports.get({ id })).status).toBe("writing");
      }
      await endLease(id);
      await writeAll(books(), limit);
      await expectWhole(id, words);
    }
  },
  runs(60_000, 1_800_000),
);

test("a worker that slept longer than its minute adds nothing to what another wrote meanwhile", async () => {
  const begins = whole.statements.flatMap((text, at) => (isBegin(text) ? [at] : []));
  // Of those that follow the taking: what is not taken yet is nobody's.
  const taken = shuffled(begins.slice(1), chanceFrom(seed()));
  for (const at of taken.slice(0, runs(4, 1_000))) {
    const id = await asked();
    const other = async () => {
      await endLease(id);
      await writeExports(books(), { limit, signal: afterOnePiece() });
      await inTransaction(books(), (tx) => takeExport(tx, randomUUID()));
    };
    const sleeps = { hit: other, cutsOff: false };
    await struck({ at, side: "before" }, sleeps, () =>
      asVictim((db) => writeExports(db, { limit })),
    );
    await endLease(id);
    await writeAll(books(), limit);
    await expectWhole(id, `before ${at}`);
  }
});

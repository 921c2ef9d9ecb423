import fc from "fast-check";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import type { Db } from "@/db/client";
import { bookDue } from "@/jobs/book-due";
import { addSeconds } from "@/lib/time";
import { advanceClock, withSandboxLock } from "@/sandbox/clock";
import { readClock } from "@/sandbox/read-clock";
import { assertBooksAreClean, freshDatabase } from "../database";
import { copyOf } from "../database-copies";
import { runs } from "../runs";
import { openCustomers, openSandboxAt, start, to } from "./opening";
import { pictureOf } from "./picture";

const day = 86_400;
const end = addSeconds(start, 100 * day);
let beginning: string;
let expected: Awaited<ReturnType<typeof pictureOf>>;

beforeAll(async () => {
  const { db, url } = await freshDatabase();
  await openSandboxAt(db);
  await openCustomers(db);
  await db.destroy();
  beginning = url;
  expected = await ending((copy) => advanceClock(copy, end));
});

describe("however time passes, the books are the same", () => {
  test("months in one go have every renewal, drip, expiry and overage line in them", () => {
    expect(expected.invoices?.length).toBeGreaterThan(10);
    const kinds = new Set(expected.ledger?.map((row) => (row as { kind: string }).kind));
    for (const kind of ["grant", "consume", "hold", "expire", "rollover", "invoice", "overage"]) {
      expect(kinds).toContain(kind);
    }
  });

  test("in one go is as day by day", async () => {
    const daily = await ending(async (db) => {
      for (let at = addSeconds(start, day); at <= end; at = addSeconds(at, day)) {
        await advanceClock(db, at);
      }
    });
    expect(daily).toEqual(expected);
  });

  test("a worker that was away all the time books as of each boundary", async () => {
    const late = await ending(async (db) => {
      await to(db, end);
      await runDue(db, end);
    });
    expect(late).toEqual(expected);
  });

  test("late, early, partial and repeated runs end in the same books", async () => {
    const hours = fc.integer({ min: 1, max: 500 });
    const step = fc.record({ hours, until: fc.integer({ min: 0, max: 500 }), times: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const picture = await ending(async (db) => {
          let at = addSeconds(start, 3_600);
          for (const { hours: passed, until, times } of steps) {
            at = addSeconds(at, passed * 3_600);
            if (at > end) break;
            await to(db, at);
            for (let run = 0; run < times; run += 1)
              await runDue(db, addSeconds(at, -until * 3_600));
          }
          await advanceClock(db, end);
          await Promise.all([runDue(db, end), runDue(db, end)]);
        });
        expect(picture).toEqual(expected);
      }),
      { numRuns: runs(5) },
    );
  });
});

describe("the clock", () => {
  test("stands where it was moved to and runs on from there", async () => {
    const { db } = await copyOf(beginning);
    const { now } = await advanceClock(db, addSeconds(start, 5 * day));
    expect(+now - +addSeconds(start, 5 * day)).toBeLessThan(2_000);
    const later = await readClock(db);
    expect(+later.now).toBeGreaterThan(+now);
  });

  test("only goes forward, and at most five years at a time", async () => {
    const { db } = await copyOf(beginning);
    const before = await readClock(db);
    for (const at of [
      addSeconds(start, -1),
      addSeconds(start, 6 * 366 * day),
      new Date(Number.NaN),
    ]) {
      await expect(advanceClock(db, at)).rejects.toMatchObject({
        code: "invalid_input",
        facts: { field: "to" },
      });
    }
    const after = await readClock(db);
    expect(+after.now - +before.now).toBeLessThan(10_000);
  });

  test("is moved by one at a time", async () => {
    const { db } = await copyOf(beginning);
    await withSandboxLock(db, async () => {
      await expect(advanceClock(db, end)).rejects.toMatchObject({ code: "retry_later" });
    });
    await expect(advanceClock(db, addSeconds(start, day))).resolves.toBeDefined();
  });

  test("is left to its mover by the worker", async () => {
    const { db } = await copyOf(beginning);
    await to(db, end);
    expect(await withSandboxLock(db, () => bookDue(db))).toEqual({ accounts: 0, failed: [] });
    expect((await bookDue(db)).accounts).toBeGreaterThan(0);
  });

  test("shows every boundary at its own time to whoever looks on the way", async () => {
    const { db } = await copyOf(beginning);
    await advanceClock(db, end);
    // An expiry is written down an hour after it took effect (BOOKS B9), what a day earned with the next
    // boundary or by whoever looks before, everything else at once.
    const { rows } = await sql<{ behind: number }>`
      select max(extract(epoch from recorded_at - occurred_at)
        - case kind when 'expire' then 3600 else 0 end)::float8 as behind
      from ledger_transactions where kind <> 'recognize' and occurred_at > ${addSeconds(start, day).toISOString()}`.execute(
      db,
    );
    expect(rows[0]?.behind).toBeLessThan(60);
  });
});

/** What the books say after one of the ways to get to the end; clean on the way. */
async function ending(pass: (db: Db) => Promise<unknown>) {
  const { db } = await copyOf(beginning);
  await pass(db);
  await assertBooksAreClean(db);
  return await pictureOf(db);
}

import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "@/auth/api-keys";
import { type BrokenAct, findBrokenAct } from "@/billing/ledger/audit-log";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { chanceOf } from "@/sandbox/story/chance";
import { books, Customer, openBooks } from "../books";
import { portalOf } from "../portal";
import { runs, seed } from "../runs";
import { dropGuards } from "../tampering";
import { memberOf } from "./member";

const nobodys = "00000000-0000-0000-0000-000000000000";

describe("a log that was tampered with is found out, to the row (FAULTS I11, G15)", () => {
  let db: Db;

  beforeAll(async () => {
    db = await openBooks("2026-01-31T10:00:00Z");
    for (let count = 0; count < 3; count += 1) await liveOn(await Customer.open());
    await dropGuards(db);
  });

  const count = runs(24, 200);
  test(`${count} changes drawn at random, each found at its row`, async () => {
    const chance = chanceOf(`tampers:${seed()}`);
    const { rows } = await sql<Place>`
      select account_id as account, position, position = max(position) over (partition by account_id) as last
      from audit_log order by account_id, position`.execute(db);
    for (let index = 0; index < count; index += 1) {
      const row = rows[Math.floor(chance() * rows.length)];
      const change = changes[index % changes.length];
      if (!row || !change) throw new Error("There are rows and changes to draw from");
      const { name, found, statements, at } = change(row);
      const told = await afterwards(db, statements);
      const what = `seed ${seed()}: ${name}, row ${row.position} of ${row.account}`;
      expect([what, told?.accountId, told?.detail]).toEqual([
        ...[what, row.account === nobodys ? null : row.account, `row ${at} is ${found}`],
      ]);
    }
  });

  test("a tail that was cut off is missing from its first row on, and a whole chain too", async () => {
    const { rows } = await sql<{ account: string; last: bigint }>`
      select account_id as account, max(position) as last from audit_log where account_id <> ${nobodys}
      group by 1 order by 1 limit 1`.execute(db);
    const [{ account, last } = { account: "", last: 0n }] = rows;
    expect(last).toBeGreaterThan(2n);
    for (const from of [last, last - 1n, 1n]) {
      const cut = `delete from audit_log where account_id = '${account}' and position >= ${from}`;
      // Its head still says how many there were.
      expect(await afterwards(db, cut)).toEqual({
        ...{ accountId: account, detail: `row ${last} is missing` },
      });
    }
  });

  test("as it was written it is whole", async () => {
    expect(await readAs(db, { role: "tallybook_read" }, findBrokenAct)).toBeUndefined();
  });
});

type Place = { account: string; position: bigint; last: boolean };
type Change = (of: Place) => { name: string; found: string; statements: string; at: bigint };

const columns = [
  ...["actor = 'user:nobody'", "act = 'x.y'", "subject = 'x'", "request_id = 'x'", "reason = 'x'"],
  ...[`before = '{"x": 1}'`, `after = '{"x": 1}'`, "recorded_at = recorded_at + interval '1 ms'"],
  ...["hash = sha256(hash)", "previous_hash = sha256(hash)"],
];
const altered = "not what was recorded";
const of = ({ account }: Place, position: bigint) =>
  `account_id = '${account}' and position = ${position}`;

const changes: Change[] = [
  ...columns.map(
    (set): Change =>
      (row) => ({
        ...{ name: set, found: altered, at: row.position },
        statements: `update audit_log set ${set} where ${of(row, row.position)}`,
      }),
  ),
  (row) => ({
    ...{ name: "taken out", found: "missing", at: row.position },
    statements: `delete from audit_log where ${of(row, row.position)}`,
  }),
  (row) => {
    const first = row.last ? row.position - 1n : row.position;
    const move = (from: bigint, to: bigint) =>
      `update audit_log set position = ${to} where ${of(row, from)};`;
    return {
      ...{ name: "changed places with its neighbour", found: altered, at: first },
      statements: move(first, -1n) + move(first + 1n, first) + move(-1n, first + 1n),
    };
  },
];

async function liveOn(customer: Customer): Promise<void> {
  const userId = await memberOf(customer, "owner");
  const portal = portalOf(customer.id, { role: "owner", userId }, books());
  for (const timezone of ["Europe/Berlin", "Asia/Tokyo", "America/Lima"]) {
    await portal.settings.setTimezone({ timezone });
  }
  await inTransaction(books(), (tx) => createApiKey(tx, { name: "A", scopes: ["credits:read"] }));
}

class Undone extends Error {}

async function afterwards(db: Db, change: string): Promise<BrokenAct | undefined> {
  let found: BrokenAct | undefined;
  await db
    .transaction()
    .execute(async (tx) => {
      await sql.raw(change).execute(tx);
      found = await findBrokenAct(tx);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return found;
}

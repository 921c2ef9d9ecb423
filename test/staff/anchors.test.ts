import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Anchor, anchorLines, anchorsIn, anchorText } from "@/billing/ledger/anchor";
import { findBrokenLink } from "@/billing/ledger/audit-chain";
import { findBrokenAct } from "@/billing/ledger/audit-log";
import { checkAnchor, type Moved, readAnchor } from "@/billing/ledger/check-anchor";
import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { againstAnchors } from "@/jobs/against-anchors";
import { anchorChains } from "@/jobs/anchor-chains";
import { books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";
import { dropGuards } from "../tampering";
import { memberOf } from "./member";

const asReader = { role: "tallybook_read" } as const;

let db: Db;
let first: Customer;
let second: Customer;

/** Two accounts with three ledger transactions each, and acts; half an hour later they are anchored, then go on. */
beforeAll(async () => {
  db = await openBooks("2026-01-31T10:00:00Z");
  first = await live();
  second = await live();
  await dropGuards(db);
});

async function live(): Promise<Customer> {
  const customer = await Customer.open();
  for (const credits of [100n, 200n, 300n]) await customer.grant(credits);
  const userId = await memberOf(customer, "owner");
  const portal = portalOf(customer.id, { role: "owner", userId }, books());
  for (const timezone of ["Europe/Berlin", "Asia/Tokyo"]) {
    await portal.settings.setTimezone({ timezone });
  }
  return customer;
}

describe("what was cut off at the end, with all that is noted of it, is found by an anchor (FAULTS D10)", () => {
  let anchor: Anchor;

  beforeAll(async () => {
    await setClock("2026-01-31T10:30:00Z");
    anchor = await readAs(db, asReader, readAnchor);
    expect(anchor).toMatchObject({ entries: 6n, at: new Date("2026-01-31T10:15:00Z") });
    await setClock("2026-02-03T10:00:00Z");
    await first.grant(400n);
  });

  test("what goes on since changes nothing", async () => {
    expect(await readAs(db, asReader, (tx) => checkAnchor(tx, anchor))).toBeUndefined();
  });

  test("of a ledger: whose, and how many", async () => {
    const cut = `delete from transfers where account_id = '${second.id}' and account_version > 1;
      delete from ledger_transactions where account_id = '${second.id}' and account_version > 1;
      update account_books b set version = 1, head_hash = (select hash from ledger_transactions x
        where x.account_id = b.account_id and account_version = 1) where account_id = '${second.id}'`;
    const { chain, moved } = await afterwards(cut, anchor);
    expect(chain, "the chain itself is whole").toBeUndefined();
    const detail = "the last 2 of 3 ledger transactions are missing";
    expect(moved).toEqual([{ accountId: second.id, detail }]);
  });

  test("of the audit log, also where the account goes on", async () => {
    const [{ last } = { last: 0n }] = (
      await sql<{ last: bigint }>`
        select max(position) as last from audit_log where account_id = ${first.id}`.execute(db)
    ).rows;
    const cut = `delete from audit_log where account_id = '${first.id}' and position = ${last};
      update audit_heads h set position = ${last} - 1, hash = (select hash from audit_log l
        where l.account_id = h.account_id and l.position = ${last} - 1) where account_id = '${first.id}'`;
    const { acts, moved } = await afterwards(cut, anchor);
    expect(acts, "the chain itself is whole").toBeUndefined();
    const detail = `the last 1 of ${last} rows of the audit log are missing`;
    expect(moved).toEqual([{ accountId: first.id, detail }]);
  });

  test("an account that is gone with everything is told too, and rows that were rewritten", async () => {
    const gone = ["transfers", "ledger_transactions", "account_books", "audit_log", "audit_heads"]
      .map((table) => `delete from ${table} where account_id = '${second.id}';`)
      .join("");
    const rewritten = `update ledger_transactions set hash = sha256(hash)
      where account_id = '${first.id}' and account_version = 3`;
    const { moved } = await afterwards(`${gone} ${rewritten}`, anchor);
    const told = Object.fromEntries((moved ?? []).map((one) => [one.accountId, one.detail]));
    expect(told[first.id]).toBe("as many rows as then, but not the same");
    expect(told[second.id]).toMatch(/^the last 3 of 3 ledger transactions are missing; the last/);
    expect(Object.keys(told)).toHaveLength(2);
  });

  test("a mail or a log that holds it is read, quoted and with its lines broken", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tallybook-anchor-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "mail.txt");
    const quoted = anchorLines(anchor).replaceAll(/^/gm, "> ");
    writeFileSync(file, `Dear all,\n\n${quoted}\n\n{"anchor":"${anchorText(anchor)}"}\n`);
    expect(anchorsIn(anchorLines(anchor))).toEqual([anchor]);
    const holds = { ok: true, line: "ok     the anchor of 2026-01-31T10:15:00.000Z holds" };
    expect(await againstAnchors(db, ["--anchor", file])).toEqual([holds, holds]);
    expect(await againstAnchors(db, [])).toEqual([]);
    await expect(againstAnchors(db, ["--anchor", "nothing"])).rejects.toThrow("no anchor");
  });
});

test("once a day it is told, to everybody who keeps it", async () => {
  const keepers = ["finance@example.com", "auditor@example.com"];
  const made = await anchorChains(db, keepers);
  expect(made).toBeDefined();
  expect(await anchorChains(db, keepers)).toBeUndefined();
  const { rows } = await sql<{ recipient: string; body: string }>`
    select recipient, body from mails where kind = 'anchor' order by recipient`.execute(db);
  expect(rows.map(({ recipient }) => recipient)).toEqual([...keepers].sort());
  for (const { body } of rows) expect(anchorsIn(body)).toEqual([made]);
});

class Undone extends Error {}

/** What is found after a change behind the guards' back, which is then undone. */
async function afterwards(statements: string, anchor: Anchor) {
  type Found = { moved?: Moved[] | undefined; chain?: unknown; acts?: unknown };
  const found: Found = {};
  const look = async (tx: Tx) => {
    await sql.raw(statements).execute(tx);
    found.moved = await checkAnchor(tx, anchor);
    found.chain = await findBrokenLink(tx);
    found.acts = await findBrokenAct(tx);
    throw new Undone();
  };
  await db
    .transaction()
    .execute(look)
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return found;
}

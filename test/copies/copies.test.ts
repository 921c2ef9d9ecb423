import { sql } from "kysely";
import { expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import type { Db } from "@/db/client";
import { addSeconds } from "@/lib/time";
import { stopClock } from "../begin-books";
import { setClock } from "../books";
import { assertBooksAreClean, findingsIn, freshDatabase } from "../database";
import { nightly, runs } from "../runs";
import { dropGuards } from "../tampering";
import { copyBooks } from "./copy-books";
import { liveTemplate } from "./lives";

// The template is nine accounts.
const size = nightly ? { uses: 400, copies: 400 } : { uses: 20, copies: 10 };

test(
  `${9 * size.copies} accounts loaded by COPY pass the audit, live on, and a fault among them is found`,
  async () => {
    const { db: template, now } = await liveTemplate(size);
    const { db, url } = await freshDatabase();
    const { rows, seconds } = await copyBooks(template, url, size.copies);
    const started = performance.now();
    await assertBooksAreClean(db);
    tell({ rows, seconds, audited: (performance.now() - started) / 1000 });

    await expectAll(db);
    expect(await totals(db)).toEqual(timesAll(await totals(template), BigInt(size.copies)));

    // What was loaded is books like any other: two months of what falls due go through them.
    await stopClock(now.toISOString(), db);
    const later = await setClock(addSeconds(now, 61 * 86_400), db);
    const run = await runDue(db, later);
    expect(run.failed).toEqual([]);
    expect(run.accounts).toBeGreaterThanOrEqual(size.copies);
    await assertBooksAreClean(db);

    await dropGuards(db);
    const { rows: wronged } = await sql<{ account_id: string }>`
      update transfers set amount = amount + 1 where ctid = (select ctid from transfers
        where asset = 'credit' order by hashtext(account_id::text), account_version desc limit 1)
      returning account_id`.execute(db);
    const found = await findingsIn(db);
    expect(found.map(({ check }) => check)).toContain("every hash chain verifies");
    expect(found.map(({ accountId }) => accountId)).toContain(wronged[0]?.account_id);
  },
  runs(60_000, 1_200_000),
);

function tell({ rows, seconds, audited }: Record<"rows" | "seconds" | "audited", number>): void {
  const rate = Math.round(rows / seconds).toLocaleString("en");
  const text = `${rows.toLocaleString("en")} rows loaded by COPY in ${seconds.toFixed(1)} s (${rate} a second)`;
  process.stdout.write(`${text}, audited in ${audited.toFixed(1)} s\n`);
}

/** There is something of each kind. */
async function expectAll(db: Db): Promise<void> {
  const kinds = async (column: string, table: string) =>
    (
      await sql
        .raw<{ kind: string }>(`select distinct ${column}::text as kind from ${table}`)
        .execute(db)
    ).rows.map(({ kind }) => kind);
  expect(await kinds("kind", "invoice_lines")).toEqual(
    expect.arrayContaining([
      ...["plan", "proration_charge", "proration_credit", "pack", "discount", "tax", "overage"],
    ]),
  );
  expect(await kinds("kind", "ledger_transactions")).toEqual(
    expect.arrayContaining(["consume", "expire", "invoice", "payment", "hold"]),
  );
  expect((await kinds("currency", "accounts")).sort()).toEqual(["eur", "jpy", "kwd", "usd"]);
  expect(await kinds("category", "grants")).toEqual(
    expect.arrayContaining(["allowance", "rollover", "promo", "pack"]),
  );
  expect(
    (
      await kinds("interval", "plan_versions v join plan_periods p on p.plan_version_id = v.id")
    ).sort(),
  ).toEqual(["month", "year"]);
}

/** What stands on the ledger accounts of each kind and asset, all accounts together. */
async function totals(db: Db): Promise<Record<string, bigint>> {
  const { rows } = await sql<{ kind: string; balance: bigint }>`
    select l.kind || ' ' || l.asset as kind, sum(b.balance)::int8 as balance
    from balances b
    join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
    group by 1 order by 1`.execute(db);
  return Object.fromEntries(rows.map(({ kind, balance }) => [kind, balance]));
}

const timesAll = (all: Record<string, bigint>, by: bigint) =>
  Object.fromEntries(Object.entries(all).map(([kind, balance]) => [kind, balance * by]));

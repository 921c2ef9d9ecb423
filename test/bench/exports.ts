import { execFileSync } from "node:child_process";
import { sql } from "kysely";
import { createDb, type Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { environmentWith } from "@/env";
import { askExport } from "@/exports/ask";
import { type AccountId, newId } from "@/lib/ids";
import { fill } from "./consume";
import { type Ground, giveCredits, openAccounts, prepare } from "./ground";
import type { Kept, Order } from "./keep-file";
import { type Figure, limitFigure } from "./report";

const staffUserId = newId<string>();
/** As much as a web process may hold; the file itself is longer than that. */
const mostMB = 400;

/** How much memory a file takes whoever writes it and whoever hands it out, of many rows and of a tenth of them. */
export async function exportFigures(ground: Ground, rows: number): Promise<Figure[]> {
  await sql`create database long_files`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = "/long_files";
  await prepare(url.toString());
  const db = createDb(url.toString(), { max: 4, statementTimeoutMs: 0, applicationName: "bench" });
  try {
    const few = await used(db, rows);
    const tenth = await kept(db, url.toString(), few);
    const whole = await kept(db, url.toString(), null);
    return figuresOf({ tenth, whole }, rows);
  } finally {
    await db.destroy();
  }
}

/** Ten accounts with a tenth of the events each: a thousand by the real operation, the others copies. Answers one. */
async function used(db: Db, rows: number): Promise<AccountId> {
  const accounts = await openAccounts(db, 10, "exported");
  await giveCredits(db, accounts);
  for (const account of accounts) await fill(db, account, 2_000);
  const copies = rows / 20_000 - 1;
  // What refers to a copy, and what a copy would be booked by, is nothing a file reads.
  await sql`alter table consumptions disable trigger user`.execute(db);
  await sql`
    insert into consumptions
    select c.* from consumptions o, generate_series(1, ${copies}::int) n,
      jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(),
        'idempotency_key', o.idempotency_key || '-' || n)) c`.execute(db);
  await sql`vacuum analyze`.execute(db);
  return accounts[0] as AccountId;
}

type Taken = { seconds: number; write: Kept; read: Kept };

/** The file of one account's use or of all use, written and then handed out, each in a process of its own. */
async function kept(db: Db, url: string, account: AccountId | null): Promise<Taken> {
  const id = newId<string>();
  const wish = { id, kind: "use" as const, timezone: "Asia/Kathmandu" };
  const by = { filters: account ? { account } : {}, askedBy: `staff:${staffUserId}` };
  await inTransaction(db, (tx) => askExport(tx, { ...wish, ...by }));
  const started = performance.now();
  const write = done({ url, staffUserId, id, act: "write" });
  const seconds = (performance.now() - started) / 1_000;
  return { seconds, write, read: done({ url, staffUserId, id, act: "read" }) };
}

function done(order: Order): Kept {
  const args = ["--import", "tsx", "test/bench/keep-file.ts", JSON.stringify(order)];
  const settings = { DATABASE_URL: order.url, SANDBOX: "1", LOG_LEVEL: "error" };
  return JSON.parse(
    execFileSync(process.execPath, args, { env: environmentWith(settings) }).toString(),
  );
}

function figuresOf({ tenth, whole }: Record<"tenth" | "whole", Taken>, rows: number): Figure[] {
  const { write, read, seconds } = whole;
  if (write.lines !== rows || read.lines < rows)
    throw new Error(`Of ${rows} rows ${read.lines} came`);
  const name = `a file of ${rows.toLocaleString("en")} rows`;
  const memory = (act: "write" | "read") => {
    const limit = { value: whole[act].most, unit: "MB", below: mostMB };
    const figure = limitFigure(`${name}: a process that does nothing but ${act} it`, limit);
    return { ...figure, against: `of a tenth as many: ${tenth[act].most} MB` };
  };
  const time = limitFigure(`${name}, written`, { value: seconds, unit: "s", below: 300 });
  return [time, memory("write"), memory("read")];
}

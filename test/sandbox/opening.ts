import { sql } from "kysely";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { setClock } from "@/sandbox/clock";
import { catalog } from "../../tallybook.catalog";
import { Customer } from "../books";

export const start = new Date("2027-01-31T09:00:00Z");

/** A sandbox as `claim` leaves it, with the catalogue, at `start` on its own clock. */
export async function openSandboxAt(db: Db, at: Date = start): Promise<void> {
  await sql`insert into deployment (mode, short_id, created_at)
    values ('sandbox', 'test', clock_timestamp())`.execute(db);
  await sql`insert into sandbox_clock (offset_ms, seen_at) values (0, clock_timestamp())`.execute(
    db,
  );
  await to(db, at);
  await inTransaction(db, (tx) => applyCatalog(tx, catalog));
}

/** Moves the clock and nothing else: whoever books what is due comes late. */
export async function to(db: Db, at: Date): Promise<void> {
  await inTransaction(db, (tx) => setClock(tx, at));
}

/** Customers of every kind of renewal, at minutes of their own, with holds, promos and overage. */
export async function openCustomers(db: Db): Promise<void> {
  const at = (minutes: number) => to(db, addSeconds(start, minutes * 60));

  await at(0);
  const pro = await Customer.open({ db, timezone: "America/New_York" });
  await pro.start("pro");
  await pro.hold(500n, addSeconds(start, 3 * 86_400));
  await pro.consume(25_000n);

  await at(10);
  const team = await Customer.open({ db, timezone: "Europe/Berlin" });
  await team.start("team");
  await team.consume(1_000n);

  await at(20);
  const yearly = await Customer.open({ db, timezone: "Europe/Berlin" });
  await yearly.start("pro_yearly");
  await yearly.grant(700n, { expiresAt: addSeconds(start, 10 * 86_400) });
  await yearly.consume(21_000n);

  await at(30);
  const waiting = await Customer.open({ db, timezone: "Asia/Tokyo" });
  await waiting.start("starter", { grants: "on_payment" });
}

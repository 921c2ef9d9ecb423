import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { Customer, openBooks, setClock } from "../books";
import { findingsIn } from "../database";
import { dropGuards, liveThroughEverything } from "../tampering";
import { sum } from "./reading";

let db: Db;

beforeAll(async () => {
  db = await openBooks("2026-01-01T00:00:00Z");
  await liveThroughEverything(await Customer.open());
  await setClock("2026-03-02T00:00:00Z");
  await sum({ versions: 7 });
  await dropGuards(db);
});

const sums = "monthly sums are the transfers they sum";
const days = "sums of all accounts are the transfers they sum";
const lasts = "sums of all accounts know their last ledger transaction";
const stretches = "every stretch of monthly sums follows the one before it, and is of one month";

// Each is one row made wrong behind the guards' back, and the check that must see it.
test.each([
  [sums, "update month_rollups set amount = amount + 1 where from_kind = 'grant'"],
  [sums, "update month_rollups set transfers = transfers + 1 where kind = 'expire'"],
  [sums, "update month_rollups set month = '2025-12' where month = '2026-01'"],
  [sums, "delete from month_rollups where to_kind = 'expired'"],
  [stretches, "delete from month_rollup_stretches where recorded_month = '2026-01'"],
  [stretches, "update month_rollup_stretches set through_version = through_version - 1"],
  [days, "update day_rollups set amount = amount + 1 where kind = 'consume'"],
  [days, "update day_rollups set booked_day = booked_day + 1 where kind = 'expire'"],
  [days, "update day_rollups set segment = 'smb' where asset = 'credit'"],
  [days, "delete from day_rollups where to_kind = 'expired'"],
  [lasts, "update rollup_days set last_recorded_at = last_recorded_at - interval '1 ms'"],
  [
    stretches,
    "update month_rollup_stretches set last_recorded_at = last_recorded_at + interval '1 ms'",
  ],
])("%s: seen after %s", async (check, change) => {
  let found: string[] = [];
  await db
    .transaction()
    .execute(async (tx) => {
      await sql.raw(change).execute(tx);
      found = (await findingsIn(tx)).map((one) => one.check);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  expect(found).toContain(check);
});

class Undone extends Error {}

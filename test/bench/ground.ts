import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { upsertAccount } from "@/billing/accounts/upsert";
import { commit } from "@/billing/commit";
import { decideGrant } from "@/billing/credits/decide-grant";
import type { Author, Decision } from "@/billing/decision";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { decideStart } from "@/billing/plans/decide-start";
import { newestVersion } from "@/billing/plans/newest-version";
import { type Locked, loadSnapshots, lockAccounts } from "@/billing/snapshot";
import type { Snapshot } from "@/billing/state";
import { createDb, type Db } from "@/db/client";
import { migrate } from "@/db/migrate";
import { inTransaction } from "@/db/transaction";
import { type AccountId, type GrantId, newId, type SubscriptionId } from "@/lib/ids";
import { startPostgres } from "@/sandbox/postgres";
import { catalog } from "../../tallybook.catalog";

export const author: Author = { actor: "key:bench", requestId: "bench" };

/** A Postgres of the bench's own, as the product starts it, and the product's pool on it. */
export type Ground = { url: string; db: Db; close(): Promise<void> };

/**
 * Starts it in a temporary folder with the settings of `npm start`: fsync and synchronous_commit on,
 * data checksums on, 128 MB of shared buffers.
 */
export async function openGround(): Promise<Ground> {
  const dataDir = mkdtempSync(join(tmpdir(), "tallybook-bench-"));
  chmodSync(dataDir, 0o755); // Postgres may run as another user, who must get through here.
  const postgres = await startPostgres({ dataDir });
  await prepare(postgres.url);
  const db = createDb(postgres.url, { max: 20, statementTimeoutMs: 0, applicationName: "bench" });
  return {
    url: postgres.url,
    db,
    close: async () => {
      await db.destroy();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Migrates, claims the database for a sandbox without a story and applies the catalogue. */
export async function prepare(url: string): Promise<void> {
  await migrate(url);
  const db = createDb(url, { max: 2, statementTimeoutMs: 0 });
  try {
    const shortId = randomBytes(4).toString("hex");
    await sql`insert into deployment (id, mode, short_id, created_at)
      values (true, 'sandbox', ${shortId}, clock_timestamp())`.execute(db);
    await sql`insert into sandbox_clock (id, offset_ms, seen_at)
      values (true, 0, clock_timestamp())`.execute(db);
    await inTransaction(db, (tx) => applyCatalog(tx, catalog));
  } finally {
    await db.destroy();
  }
}

/** Opens accounts, by the real operation. */
export async function openAccounts(db: Db, count: number, name: string): Promise<AccountId[]> {
  const sets = Array.from({ length: Math.ceil(count / 250) }, (_, set) => set * 250);
  const opened: AccountId[] = [];
  await inParallel(4, sets, async (from) => {
    const last = Math.min(from + 250, count);
    await inTransaction(db, async (tx) => {
      for (let at = from; at < last; at += 1) {
        const externalId = `${name}-${at}`;
        const email = `${externalId}@example.com`;
        const account = { externalId, name: externalId, email, currency: "usd" };
        opened.push((await upsertAccount(tx, account)).id);
      }
    });
  });
  return opened;
}

/** Puts accounts on a plan, a thousand to a commit. */
export async function startPlan(
  db: Db,
  accounts: readonly AccountId[],
  { plan, startsAt = null }: { plan: string; startsAt?: Date | null },
): Promise<void> {
  await decideFor(db, accounts, (snapshot, { catalog }) => {
    const version = newestVersion(catalog, plan, "usd");
    const start = { id: newId<SubscriptionId>(), version, startsAt, grants: "on_issue" as const };
    return decideStart(snapshot, start, author).decision;
  });
}

/** Gives each account more credits than any bench spends. */
export async function giveCredits(db: Db, accounts: readonly AccountId[]): Promise<void> {
  await decideFor(db, accounts, (snapshot) => {
    const grant = {
      id: newId<GrantId>(),
      credits: 1_000_000_000_000n,
      category: "promo" as const,
      priority: 50,
      effectiveAt: null,
      expiresAt: null,
      reason: "Bench",
    };
    return decideGrant(snapshot, grant, author).decision;
  });
}

async function decideFor(
  db: Db,
  accounts: readonly AccountId[],
  decide: (snapshot: Snapshot, locked: Locked) => Decision,
): Promise<void> {
  for (let from = 0; from < accounts.length; from += 1_000) {
    await inTransaction(db, async (tx) => {
      const locked = await lockAccounts(tx, accounts.slice(from, from + 1_000));
      const snapshots = await loadSnapshots(tx, locked);
      await commit(
        tx,
        snapshots.map((snapshot) => decide(snapshot, locked)),
      );
    });
  }
}

async function inParallel<Item>(
  workers: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

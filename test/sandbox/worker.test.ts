import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb, type Db } from "@/db/client";
import { migrate } from "@/db/migrate";
import { addSeconds } from "@/lib/time";
import { type RunningPostgres, startPostgres } from "@/sandbox/postgres";
import { waitUntil } from "@/sandbox/processes";
import { Customer } from "../books";
import { assertBooksAreClean } from "../database";
import { openSandboxAt, start, to } from "./opening";
import { spawnWorker } from "./worker-process";

const folder = mkdtempSync(join(process.env.LANE_DIR ?? tmpdir(), "tallybook-worker-"));
let postgres: RunningPostgres;
let db: Db;
let worker: ChildProcess;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  postgres = await startPostgres({ dataDir: folder });
  await migrate(postgres.url);
  db = createDb(postgres.url, { max: 4 });
  await openSandboxAt(db);
  worker = spawnWorker(postgres.url);
});

afterAll(async () => {
  worker.kill("SIGKILL");
  await db.destroy();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("renewals of quiet accounts go on through the database's death, and the worker ends when asked", async () => {
  const customer = await Customer.open({ db });
  await customer.start("pro");
  expect(await seenAgo()).toBeLessThan(30);

  await to(db, addSeconds(start, 40 * 86_400));
  expect(await waitUntil(async () => (await customer.invoices()).length === 2, 20_000)).toBe(true);

  const { port, pid } = postgres;
  process.kill(pid, "SIGKILL");
  await waitUntil(() => false, 3_000);
  postgres = await startPostgres({ dataDir: folder, port });
  expect(worker.exitCode).toBeNull();

  await to(db, addSeconds(start, 70 * 86_400));
  expect(await waitUntil(async () => (await customer.invoices()).length === 3, 30_000)).toBe(true);
  await assertBooksAreClean(db);

  worker.kill("SIGTERM");
  const [code] = await once(worker, "exit");
  expect(code).toBe(0);
}, 120_000);

async function seenAgo(): Promise<number> {
  await waitUntil(async () => (await seen()) < 3, 20_000);
  return await seen();
}

async function seen(): Promise<number> {
  const { rows } = await sql<{ ago: number }>`
    select extract(epoch from clock_timestamp() - seen_at)::float8 as ago from sandbox_clock`.execute(
    db,
  );
  return rows[0]?.ago ?? Number.POSITIVE_INFINITY;
}

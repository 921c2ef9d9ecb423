import { once } from "node:events";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { nextDue, runDue } from "@/billing/catch-up";
import type { Db } from "@/db/client";
import { addSeconds } from "@/lib/time";
import { waitUntil } from "@/sandbox/processes";
import { assertBooksAreClean, freshDatabase } from "../database";
import { copyOf } from "../database-copies";
import { runs } from "../runs";
import { openCustomers, openSandboxAt, start, to } from "./opening";
import { pictureOf } from "./picture";
import { spawnWorker } from "./worker-process";

const end = addSeconds(start, 200 * 86_400);

test("a worker killed in the middle leaves books that the next one brings to the same end", async () => {
  const beginning = await freshDatabase();
  await openSandboxAt(beginning.db);
  await openCustomers(beginning.db);
  await to(beginning.db, end);
  await beginning.db.destroy();

  const spared = await copyOf(beginning.url);
  await runDue(spared.db, end);
  const all = await countTransactions(spared.db);

  const killed = await copyOf(beginning.url);
  const before = await countTransactions(killed.db);
  const kills = runs(2, 10);
  for (let kill = 1; kill <= kills; kill += 1) {
    const reached = before + ((all - before) * kill) / (kills + 1);
    await killWhen(killed.url, async () => (await countTransactions(killed.db)) >= reached);
  }
  expect(await countTransactions(killed.db)).toBeLessThan(all);

  const last = spawnWorker(killed.url);
  expect(await waitUntil(async () => (await nextDue(killed.db, end)) === null, 30_000)).toBe(true);
  last.kill("SIGTERM");
  await once(last, "exit");
  await assertBooksAreClean(killed.db);
  expect(await pictureOf(killed.db)).toEqual(await pictureOf(spared.db));
}, 180_000);

async function killWhen(url: string, reached: () => Promise<boolean>): Promise<void> {
  const worker = spawnWorker(url);
  await waitUntil(reached, 30_000);
  worker.kill("SIGKILL");
  await once(worker, "exit");
}

async function countTransactions(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int4 as count from ledger_transactions`.execute(db);
  return rows[0]?.count ?? 0;
}

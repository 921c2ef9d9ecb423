import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { advanceClock } from "@/sandbox/clock";
import { waitUntil } from "@/sandbox/processes";
import { createEndpoint } from "@/webhooks/endpoints";
import { Customer } from "../books";
import { freshDatabase } from "../database";
import { openSandboxAt, start } from "../sandbox/opening";
import { spawnWorker } from "../sandbox/worker-process";
import { Receiver } from "./receiver";

let receiver: Receiver;
let worker: ChildProcess | undefined;

afterEach(() => {
  worker?.kill("SIGKILL");
  receiver.close();
});

test("a worker brings what is committed at once; killed in the middle it loses none of it", async () => {
  const { db, url } = await freshDatabase();
  await openSandboxAt(db);
  receiver = await Receiver.open();
  await inTransaction(db, (tx) => createEndpoint(tx, { url: receiver.url }, "test"));
  const customer = await Customer.open({ db });

  worker = spawnWorker(url);
  await customer.grant(1n);
  expect(await waitUntil(() => receiver.received.length === 1, 30_000)).toBe(true);
  const begun = performance.now();
  await customer.grant(2n);
  expect(await waitUntil(() => receiver.received.length === 2, 10_000)).toBe(true);
  // The job brings it; what is due is only asked for fifteen seconds later.
  expect(performance.now() - begun).toBeLessThan(8_000);

  // Killed while the receiver has it and has not answered.
  receiver.answer = () => {};
  await customer.grant(3n);
  expect(await waitUntil(() => receiver.received.length === 3, 10_000)).toBe(true);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  expect(await statuses(db)).toEqual(["delivered", "delivered", "waiting"]);

  receiver.answer = (response) => response.writeHead(204).end();
  await sql`update webhook_deliveries set next_attempt_at = clock_timestamp() where status = 'waiting'`.execute(
    db,
  );
  worker = spawnWorker(url);
  expect(await waitUntil(async () => !(await statuses(db)).includes("waiting"), 30_000)).toBe(true);
  expect(await statuses(db)).toEqual(["delivered", "delivered", "delivered"]);

  // Asked to end, it ends what it has in hand first.
  let answer = () => {};
  receiver.answer = (response) => {
    answer = () => response.writeHead(204).end();
  };
  const before = receiver.received.length;
  await customer.grant(4n);
  expect(await waitUntil(() => receiver.received.length > before, 10_000)).toBe(true);
  worker.kill("SIGTERM");
  setTimeout(() => answer(), 500);
  const [code] = await once(worker, "exit");
  expect(code).toBe(0);
  expect(await statuses(db)).toEqual(["delivered", "delivered", "delivered", "delivered"]);
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(4);
}, 120_000);

test("whoever moves the sandbox's clock is answered when what it caused has been brought", async () => {
  const { db, url } = await freshDatabase();
  await openSandboxAt(db);
  receiver = await Receiver.open();
  await inTransaction(db, (tx) => createEndpoint(tx, { url: receiver.url }, "test"));
  worker = spawnWorker(url);
  const customer = await Customer.open({ db });
  await customer.start("pro");
  expect(await waitUntil(() => receiver.received.length === 3, 30_000)).toBe(true);

  await advanceClock(db, addSeconds(start, 32 * 86_400));
  expect(receiver.types().filter((type) => type === "period.started")).toHaveLength(2);
  expect(new Set(await statuses(db))).toEqual(new Set(["delivered"]));
}, 60_000);

async function statuses(db: Db): Promise<string[]> {
  const { rows } = await sql<{ status: string }>`
    select status from webhook_deliveries order by event_id`.execute(db);
  return rows.map(({ status }) => status);
}

import { randomUUID } from "node:crypto";
import { coalescer } from "@/billing/credits/coalesce";
import type { ConsumeRequest } from "@/billing/credits/consume";
import { hashRequest } from "@/billing/operate";
import type { Db } from "@/db/client";
import { type AccountId, newId } from "@/lib/ids";
import { author } from "./ground";
import { rate } from "./measure";

const batchSize = 1_000;

/** Events a second in batches of a thousand over many accounts or one. */
export async function batches(
  db: Db,
  accounts: readonly AccountId[],
  { seconds, clients }: { seconds: number; clients: number },
): Promise<number> {
  return await rate(seconds, clients, async () => {
    const events = Array.from({ length: batchSize }, () => eventOn(anyOf(accounts)));
    return assertConsumed(await coalescer(db).consume(events));
  });
}

/** Gives an account a past of so many consumptions, by real batches. */
export async function fill(db: Db, account: AccountId, events: number): Promise<void> {
  for (let done = 0; done < events; done += 2 * batchSize) {
    const two = Array.from({ length: 2 * batchSize }, () => eventOn(account));
    assertConsumed(await coalescer(db).consume(two));
  }
}

/** Events a second of clients that each send one event at a time. */
export async function singles(
  db: Db,
  accounts: readonly AccountId[],
  { seconds, clients }: { seconds: number; clients: number },
): Promise<number> {
  return await rate(seconds, clients, async () => {
    return assertConsumed(await coalescer(db).consume([eventOn(anyOf(accounts))]));
  });
}

type Settled = Awaited<ReturnType<ReturnType<typeof coalescer>["consume"]>>;

/** A figure counts only what was really spent. */
function assertConsumed(results: Settled): number {
  for (const result of results) {
    if (result.status === "rejected") throw result.reason;
    if (result.value.status !== "consumed") throw new Error(`answered ${result.value.status}`);
  }
  return results.length;
}

function eventOn(accountId: AccountId): ConsumeRequest {
  const idempotencyKey = randomUUID(); // the client's to make
  const input = { accountId, feature: "api_call", quantity: 1n, idempotencyKey };
  return {
    ...input,
    author,
    id: newId(),
    requestHash: hashRequest("service.credits.consume", input),
    occurredAt: null,
    metadata: null,
  };
}

function anyOf(accounts: readonly AccountId[]): AccountId {
  return accounts[Math.floor(Math.random() * accounts.length)] as AccountId;
}

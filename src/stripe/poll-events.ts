import type { PaymentGateway } from "@/billing/payments/gateway";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { insertEvents, notePoll, readPoll } from "./event-queries";
import { whyIgnored } from "./receive";

/** What was listed late is found by reading again a stretch that was read before. */
const overlapMs = 3_600_000;

export type PollRun = { listed: number; found: number };

/**
 * Reads Stripe's list of events for what never arrived, and stores that as if it had been delivered: an endpoint that
 * was switched off is told nothing later (FAULTS W11). From where the last reading ended, by the events' own time; the
 * first reads all that Stripe keeps, which is thirty days.
 */
export async function pollEvents(
  db: Db,
  gateway: PaymentGateway,
  { livemode }: { livemode: boolean },
): Promise<PollRun> {
  const through = await readAs(db, { role: "tallybook_app" }, readPoll);
  const since = new Date(through ? through.getTime() - overlapMs : 0);
  const run: PollRun = { listed: 0, found: 0 };
  let newest = through ?? since;
  let cursor: string | null = null;
  do {
    const page = await gateway.listEvents(cursor === null ? { since } : { since, cursor });
    cursor = page.cursor;
    run.listed += page.events.length;
    for (const { createdAt } of page.events) if (createdAt > newest) newest = createdAt;
    const told = page.events.map((one) => ({
      ...one,
      ignoredBecause: whyIgnored(one, livemode),
    }));
    run.found += (await inTransaction(db, (tx) => insertEvents(tx, told))).size;
  } while (cursor !== null);
  await inTransaction(db, (tx) => notePoll(tx, { through: newest, found: run.found }));
  return run;
}

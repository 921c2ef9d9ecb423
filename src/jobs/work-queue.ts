import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import { type Jobs, type QueueName, queueSchema } from "@/db/queue";
import { fromJson } from "@/lib/json";

export type Handlers = { [Name in QueueName]: (payload: Jobs[Name]) => Promise<void> };

/** How many jobs of a queue one worker has in hand at once. */
const batchSize = 20;

/**
 * Does what the queue holds, until the signal; what was begun then ends first.
 *
 * A database that is away is waited for, at the start as later: pg-boss itself would give up.
 */
export async function workQueue(
  url: string,
  signal: AbortSignal,
  { handlers, onError }: { handlers: Handlers; onError: (error: unknown) => void },
): Promise<void> {
  const boss = bossOf(url);
  boss.on("error", onError);
  while (!signal.aborted) {
    try {
      await boss.start();
      for (const [name, handle] of Object.entries(handlers) as [QueueName, Handler][]) {
        await boss.work<Stored>(name, { batchSize, pollingIntervalSeconds: 0.5 }, async (jobs) => {
          await Promise.all(jobs.map(({ data }) => handle(fromJson(data))));
        });
      }
      if (!signal.aborted) await once(signal, "abort");
    } catch (error) {
      onError(error);
      await sleep(2_000, undefined, { signal }).catch(() => {});
    }
    await boss.stop({ graceful: true, timeout: 20_000 }).catch(onError);
  }
}

type Handler = (payload: unknown) => Promise<void>;
type Stored = Parameters<typeof fromJson>[0];

/** Acts as the product's role, like everything that runs; it makes no tables and mends none. */
function bossOf(url: string): PgBoss {
  return new PgBoss({
    ...{ connectionString: url, schema: queueSchema, application_name: "tallybook-queue", max: 2 },
    options: "-c role=tallybook_app",
    ...{ migrate: false, schedule: false, reindex: false, monitorVacuum: false },
  });
}

import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "./postgres";

export type KeptPostgres = { url: string; stop(): Promise<void> };

/** Starts Postgres and starts it again on the same port whenever it dies, ever slower. */
export async function keepPostgres(dataDir: string): Promise<KeptPostgres> {
  let stopping = false;
  let current: RunningPostgres | undefined;
  let restarting: Promise<void> | undefined;

  const start = async (port?: number) => {
    current = await startPostgres({
      dataDir,
      port,
      onExit: () => {
        restarting = restart(current?.port);
      },
    });
  };

  const restart = async (port?: number) => {
    current = undefined;
    for (let delayMs = 0; !stopping; delayMs = Math.min(5_000, delayMs * 2 + 250)) {
      await sleep(delayMs);
      if (stopping) return;
      console.log("Postgres ended; starting it again.");
      try {
        return await start(port);
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
      }
    }
  };

  await start();
  return {
    url: urlOf(current),
    stop: async () => {
      stopping = true;
      await restarting;
      await current?.stop();
    },
  };
}

function urlOf(postgres: RunningPostgres | undefined): string {
  if (!postgres) throw new Error("Postgres ended while it was starting.");
  return postgres.url;
}

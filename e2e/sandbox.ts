import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How many copies of the product there are, one for each of Playwright's workers; by hand one is enough. */
export const sandboxes = Number(process.env.E2E_SANDBOXES ?? 1);

/** Where the copy of a worker is: worked out, because Playwright reads its configuration anew in every process. */
export function placeOf(worker: number): { port: number; dataDir: string } {
  // The lane picks a free port; by hand there is a fixed one. Those just above it are `parents.ts`'s.
  const port = Number(process.env.E2E_PORT ?? 3900) + 200 * worker;
  const folder = process.env.E2E_DATA_DIR;
  return {
    port,
    dataDir: folder ? `${folder}-${worker}` : join(tmpdir(), `tallybook-e2e-${port}`),
  };
}

/** Of this worker's own: one sandbox, one clock. */
export const { port, dataDir } = placeOf(Number(process.env.TEST_PARALLEL_INDEX ?? 0));

export type Sandbox = {
  url: string;
  serviceKey: string;
  signIns: { name: string; role: string; url: string }[];
};

/** What the sandbox under test wrote when it was ready. */
export function sandbox(): Sandbox {
  return JSON.parse(readFileSync(join(dataDir, "sandbox.json"), "utf8"));
}

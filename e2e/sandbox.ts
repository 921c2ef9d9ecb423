import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The lane picks a free port; by hand there is a fixed one. */
export const port = Number(process.env.E2E_PORT ?? 3900);

// Named after the port, because Playwright reads its configuration anew in every process.
export const dataDir = process.env.E2E_DATA_DIR ?? join(tmpdir(), `tallybook-e2e-${port}`);

export type Sandbox = {
  url: string;
  serviceKey: string;
  signIns: { name: string; role: string; url: string }[];
};

/** What the sandbox under test wrote when it was ready. */
export function sandbox(): Sandbox {
  return JSON.parse(readFileSync(join(dataDir, "sandbox.json"), "utf8"));
}

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { end, isRunning, type KnownProcess, lookAt, waitUntil } from "./processes";

/** What runs from a data folder, so that a later start finds it and other commands can reach it. */
export type RunFile = {
  supervisor: KnownProcess;
  stopping: boolean;
  databaseUrl?: string;
  /** How commands beside us reach the Stripe that is played here. */
  stripe?: Record<string, string>;
  children: Record<string, KnownProcess>;
};

export function runFilePath(dataDir: string): string {
  return join(dataDir, "run.json");
}

/** Takes a data folder for this process, after ending what a killed run left behind in it. */
export async function takeOver(dataDir: string): Promise<RunFile> {
  const earlier = readRunFile(dataDir);
  if (earlier) {
    // A stop under way is waited for; a killed parent's supervisor needs a moment to notice.
    await waitUntil(() => !isRunning(earlier.supervisor), 5_000);
    const stopping = readRunFile(dataDir)?.stopping === true;
    if (stopping) await waitUntil(() => !isRunning(earlier.supervisor), 35_000);
    if (isRunning(earlier.supervisor)) {
      throw new Error(
        `Tallybook already runs from ${dataDir} (process ${earlier.supervisor.pid}). ` +
          "Stop it first, or set PORT and DATA_DIR for a second copy.",
      );
    }
    await end(Object.values(earlier.children), 5_000);
  }
  const self = lookAt(process.pid);
  if (!self) throw new Error("Cannot look at this process.");
  const run: RunFile = { supervisor: self, stopping: false, children: {} };
  writeRunFile(dataDir, run);
  return run;
}

export function readRunFile(dataDir: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(runFilePath(dataDir), "utf8"));
  } catch {
    return undefined; // none, or one half-written by a machine that lost power
  }
}

export function writeRunFile(dataDir: string, run: RunFile): void {
  writePrivately(runFilePath(dataDir), JSON.stringify(run, null, 2));
}

/** Writes a whole file or none, readable by us alone. */
export function writePrivately(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** What a file says, or what `make` says the first time. */
export function rememberedIn(path: string, make: () => string): string {
  if (!existsSync(path)) writePrivately(path, make());
  return readFileSync(path, "utf8").trim();
}

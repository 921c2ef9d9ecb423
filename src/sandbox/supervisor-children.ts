import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { environmentWith } from "@/env";
import { type KnownProcess, lookAt } from "./processes";

export type Service = {
  name: string;
  args: string[];
  env: Record<string, string>;
  /** Where its output goes; the terminal when there is none. */
  logFile?: string;
  onStart: (started: KnownProcess) => void;
  /** Told once it has ended several times in a row right after its start. */
  onCrashLoop?: (why: Error) => void;
};

export type KeptAlive = { stop(): Promise<void> };

const drainMs = 30_000;
const crashLoop = 4;
const delaysMs = [0, 250, 500, 1_000, 2_000, 5_000];

/** Runs a service and starts it again whenever it ends, at once the first time, then ever slower. */
export function keepAlive(service: Service): KeptAlive {
  let stopping = false;
  let quickEnds = 0;
  let child: ChildProcess;

  const start = () => {
    const startedAt = performance.now();
    child = spawnTethered(service);
    child.once("exit", async (code, signal) => {
      if (stopping) return;
      quickEnds = performance.now() - startedAt > 10_000 ? 0 : quickEnds + 1;
      console.log(`The ${service.name} process ended (${signal ?? code}); starting it again.`);
      if (quickEnds === crashLoop) service.onCrashLoop?.(failure(service));
      await sleep(delaysMs[Math.min(quickEnds, delaysMs.length) - 1] ?? 0);
      if (!stopping) start();
    });
  };

  start();
  return {
    stop: async () => {
      stopping = true;
      await endChild(child);
    },
  };
}

/** Runs a command to its end; its process ends with ours. */
export function runOnce(service: Service, signal: AbortSignal): Promise<void> {
  const child = spawnTethered(service);
  signal.addEventListener("abort", () => endChild(child), { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) return resolve();
      reject(failure(service));
    });
  });
}

/** With the last lines of its log, for a person to see why. */
function failure({ name, logFile }: Service): Error {
  const log = logFile ? readFileSync(logFile, "utf8").trim().split("\n").slice(-30) : [];
  return new Error([`${name} does not work.`, ...log].join("\n"));
}

function spawnTethered(service: Service): ChildProcess {
  const out = service.logFile ? openSync(service.logFile, "w", 0o600) : "inherit";
  const tether = pathToFileURL(`${process.cwd()}/scripts/tether.mjs`).href;
  const child = spawn(process.execPath, ["--import", tether, ...service.args], {
    env: environmentWith({ ...service.env, TETHERED_TO: String(process.pid) }),
    stdio: ["ignore", out, out, "ipc"],
    detached: true, // its own group: Ctrl-C reaches only us, and we stop things in order
  });
  const started = child.pid === undefined ? undefined : lookAt(child.pid);
  if (started) service.onStart(started);
  return child;
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = new AbortController();
  await Promise.race([ended, sleep(drainMs, undefined, { signal: late.signal }).catch(() => {})]);
  late.abort();
  try {
    process.kill(-child.pid, "SIGKILL"); // also what it started itself
  } catch {
    // the whole group is gone already
  }
}

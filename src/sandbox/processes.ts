import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that a later start can tell from a stranger who was given the same number. */
export type KnownProcess = { pid: number; startedAt: string };

/** What is known of a process, or undefined when it does not run (a zombie does not run). */
export function lookAt(pid: number): KnownProcess | undefined {
  try {
    if (process.platform !== "linux") {
      const startedAt = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { stdio: "pipe" });
      return { pid, startedAt: startedAt.toString().trim() };
    }
    // The name may hold spaces and brackets; the fields after the last bracket do not.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return { pid, startedAt: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

export function isRunning(known: KnownProcess): boolean {
  return lookAt(known.pid)?.startedAt === known.startedAt;
}

/** Ends processes that are ours: asks first, insists after `patienceMs`. */
export async function end(
  ours: KnownProcess[],
  patienceMs: number,
  ask: NodeJS.Signals = "SIGTERM",
): Promise<void> {
  signalAll(ours, ask);
  if (await waitUntil(() => !ours.some(isRunning), patienceMs)) return;
  signalAll(ours, "SIGKILL");
  await waitUntil(() => !ours.some(isRunning), 5_000);
}

/** Linux: the processes working in a folder, which Postgres's all do in their data directory. */
export function processesIn(folder: string): KnownProcess[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === folder)
    .flatMap((name) => lookAt(Number(name)) ?? []);
}

/** Looks every 25 ms; false when the time is over. Every wait of this project has an end. */
export async function waitUntil(
  test: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await test())) {
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

function signalAll(ours: KnownProcess[], signal: NodeJS.Signals): void {
  for (const known of ours.filter(isRunning)) {
    try {
      process.kill(known.pid, signal);
    } catch {
      // it ended between the look and the signal
    }
  }
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

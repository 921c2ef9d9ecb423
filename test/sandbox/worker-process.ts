import { type ChildProcess, spawn } from "node:child_process";

/** The worker as the supervisor starts it, on a database of the test's. */
export function spawnWorker(url: string): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "src/jobs/worker.ts"], {
    env: { ...process.env, DATABASE_URL: url, SANDBOX: "1", LOG_LEVEL: "silent" },
    stdio: ["ignore", "inherit", "inherit"],
  });
}

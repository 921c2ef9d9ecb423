import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { freePort } from "@/sandbox/ports";
import { postgresHome } from "@/sandbox/postgres-home";
import { type KnownProcess, lookAt, processesIn } from "@/sandbox/processes";
import { readRunFile } from "@/sandbox/run-file";
import type { Sandbox } from "./sandbox";

const root = join(import.meta.dirname, "..");

/** A second copy of the product, for tests that kill its processes or move its clock. */
export const test = base.extend<object, { own: OwnSandbox }>({
  own: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from it.
    async ({}, use) => {
      const own = await OwnSandbox.start();
      await use(own);
      await own.stop();
    },
    { scope: "worker", timeout: 240_000 },
  ],
});

export class OwnSandbox {
  private readonly seenSince = new Map<number, number>();

  private constructor(
    private readonly dataDir: string,
    private readonly supervisor: ChildProcess,
    private readonly access: Sandbox,
  ) {}

  static async start(): Promise<OwnSandbox> {
    const dataDir = mkdtempSync(join(process.env.LANE_DIR ?? tmpdir(), "tallybook-own-"));
    chmodSync(dataDir, 0o755); // Postgres may run as another user, who must get through here.
    const port = await freePort();
    const supervisor = spawn(process.execPath, ["scripts/start.mjs"], {
      cwd: root,
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: dataDir,
        DATABASE_URL: "",
        PUBLIC_URL: `http://localhost:${port}`,
        npm_lifecycle_event: "test", // so that it ends when we are killed
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    await untilReady(supervisor);
    const access = JSON.parse(readFileSync(join(dataDir, "sandbox.json"), "utf8"));
    return new OwnSandbox(dataDir, supervisor, access);
  }

  get url(): string {
    return this.access.url;
  }

  get serviceKey(): string {
    return this.access.serviceKey;
  }

  get databaseUrl(): string {
    return this.run().databaseUrl ?? "";
  }

  /** The process that serves now; another one once the supervisor has started it again. */
  child(name: "web" | "worker"): KnownProcess {
    const found = this.run().children[name];
    if (!found) throw new Error(`There is no ${name} process`);
    return found;
  }

  signal(name: "web" | "worker", signal: NodeJS.Signals): void {
    process.kill(this.child(name).pid, signal);
  }

  /** How long this test has known the process that serves now. */
  ageMs(name: "web" | "worker"): number {
    const { pid } = this.child(name);
    const since = this.seenSince.get(pid) ?? performance.now();
    this.seenSince.set(pid, since);
    return performance.now() - since;
  }

  /** The postmaster and all its backends, as when the machine takes their memory. */
  killPostgres(): void {
    const processes = processesIn(realpathSync(postgresHome(this.dataDir).data));
    if (processes.length === 0) throw new Error("There is no Postgres to kill");
    for (const { pid } of processes) {
      // Backends end by themselves once the postmaster has gone.
      if (lookAt(pid)) process.kill(pid, "SIGKILL");
    }
  }

  /** Runs one of our commands on this sandbox: its exit code and what it said. */
  async command(file: string): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, ["scripts/run.mjs", file], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: "", DATA_DIR: this.dataDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (some) => (said += some));
    const code = await new Promise<number | null>((done) => child.once("close", done));
    return { code, said };
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.supervisor.once("exit", done));
    if (this.supervisor.exitCode === null && this.supervisor.kill("SIGTERM")) await ended;
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  private run() {
    const run = readRunFile(this.dataDir);
    if (!run) throw new Error("The sandbox has stopped");
    return run;
  }
}

/** `npm run audit:books` finds nothing wrong. */
export async function expectCleanBooks(own: OwnSandbox): Promise<void> {
  const { code, said } = await own.command("src/jobs/audit-command.ts");
  expect(code, said).toBe(0);
}

function untilReady(supervisor: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (some: Buffer) => {
      said += some;
      if (said.includes("\nReady.")) resolve();
    };
    supervisor.stdout?.on("data", listen);
    supervisor.stderr?.on("data", listen);
    supervisor.once("exit", () => reject(new Error(`The sandbox did not start:\n${said}`)));
  });
}

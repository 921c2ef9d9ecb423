import { execFileSync, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createApiKey } from "@/auth/api-keys";
import { scopes } from "@/auth/roles";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { environmentWith } from "@/env";
import { buildIfChanged } from "@/sandbox/supervisor-build";
import { rate } from "./measure";

/** The production build of the web process, as `npm start` runs it, on the bench's database. */
export type WebProcess = {
  call(procedure: string, input: unknown): Promise<Answer>;
  /** The most memory it ever held, in bytes. */
  peakMemory(): number;
  stop(): Promise<void>;
};

type Answer = {
  result: { data: { json: { results: { status: string }[] } & { status: string } } };
};

// What the supervisor gives it.
const limits = ["--max-old-space-size=192", "--max-semi-space-size=16"];
const server = ".next/standalone/server.js";
// One key may send 10,000 events a second; a batch of a thousand is a thousand events.
const keyCount = 64;

export async function openWebProcess(db: Db, url: string, port: number): Promise<WebProcess> {
  const keys = await makeKeys(db);
  const part = await spawnServer(url, port);
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  let turn = 0;
  const web: WebProcess = {
    call: (procedure, input) => {
      turn += 1;
      const key = keys[turn % keys.length] as string;
      return post(agent, { port, procedure, key, body: JSON.stringify({ json: input }) });
    },
    peakMemory: () => peakMemoryOf(part.pid),
    stop: async () => {
      agent.destroy();
      await part.stop();
    },
  };
  await untilServing(web);
  return web;
}

/** Builds it where that is to be done, and starts it. */
export async function spawnServer(
  url: string,
  port: number,
  more: Record<string, string> = {},
): Promise<{ pid: number; stop(): Promise<void> }> {
  const settings = {
    ...{ NODE_ENV: "production", DATABASE_URL: url, SANDBOX: "1", PORT: String(port) },
    ...{ HOST: "127.0.0.1", HOSTNAME: "127.0.0.1" },
    ...{ PUBLIC_URL: `http://127.0.0.1:${port}`, NEXTAUTH_URL: `http://127.0.0.1:${port}` },
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    ...{ NEXT_TELEMETRY_DISABLED: "1", LOG_LEVEL: "error" },
    ...more,
  };
  const build = ["node_modules/next/dist/bin/next", "build"];
  const logFile = join(tmpdir(), `tallybook-bench-build-${process.pid}.log`);
  const service = { name: "next build", args: build, env: settings, logFile, onStart: () => {} };
  await buildIfChanged(service, new AbortController().signal);
  return spawnPart([...limits, server], settings);
}

/** A process of the product beside the bench, stopped by its end. */
export function spawnPart(args: string[], settings: Record<string, string>) {
  const child = spawn(process.execPath, args, {
    env: environmentWith(settings),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(5_000)]);
    child.kill("SIGKILL");
  };
  return { pid: child.pid as number, stop };
}

/**
 * Calls a second that come in like a consume, by key and with an event, and touch nothing: the event is
 * malformed and is answered so, which costs the way in and the way out.
 */
export async function emptyCalls(web: WebProcess, seconds: number): Promise<number> {
  return await rate(seconds, 64, async () => {
    await web.call("service.credits.consumeBatch", { events: [{}] });
    return 1;
  });
}

/** Consumes a second, one event a call, of 64 clients over the accounts. */
export async function httpSingles(web: WebProcess, accounts: readonly string[], seconds: number) {
  return await rate(seconds, 64, async () => {
    const answer = await web.call("service.credits.consume", eventOn(accounts));
    if (!("consumptionId" in answer.result.data.json)) throw new Error(JSON.stringify(answer));
    return 1;
  });
}

/** Events a second of clients that send a thousand a call. */
export async function httpBatches(
  web: WebProcess,
  accounts: readonly string[],
  { seconds, clients }: { seconds: number; clients: number },
): Promise<number> {
  return await rate(seconds, clients, async () => {
    const events = Array.from({ length: 1_000 }, () => eventOn(accounts));
    const { results } = (await web.call("service.credits.consumeBatch", { events })).result.data
      .json;
    const refused = results.find(({ status }) => status !== "consumed");
    if (refused) throw new Error(`An event of the bench was answered ${JSON.stringify(refused)}`);
    return results.length;
  });
}

function eventOn(accounts: readonly string[]) {
  const account = accounts[Math.floor(Math.random() * accounts.length)];
  return { account, feature: "api_call", quantity: 1, idempotencyKey: randomUUID() };
}

async function makeKeys(db: Db): Promise<string[]> {
  return await inTransaction(db, async (tx) => {
    const keys: string[] = [];
    for (let index = 0; index < keyCount; index += 1) {
      keys.push((await createApiKey(tx, { name: `bench ${index}`, scopes })).key);
    }
    return keys;
  });
}

function post(
  agent: Agent,
  { port, procedure, key, body }: { port: number; procedure: string; key: string; body: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const path = `/api/trpc/${procedure}`;
    const sent = request({ agent, host: "127.0.0.1", port, path, method: "POST", headers });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode !== 200) reject(new Error(`${response.statusCode}: ${text}`));
        else resolve(JSON.parse(text));
      });
    });
    sent.end(body);
  });
}

async function untilServing(web: WebProcess): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      await web.call("service.credits.consumeBatch", { events: [{}] });
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

function peakMemoryOf(pid: number): number {
  if (process.platform !== "linux") {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)]).toString()) * 1024;
  }
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { env } from "@/env";
import { openSandbox } from "./open";
import { assertPortFree, untilAnswering } from "./ports";
import { prepareDatabase } from "./prepare";
import { type RunFile, rememberedIn, runFilePath, takeOver, writeRunFile } from "./run-file";
import { buildIfChanged } from "./supervisor-build";
import { type KeptAlive, keepAlive, type Service } from "./supervisor-children";
import { keepPostgres } from "./supervisor-postgres";
import { type PlayedStripe, playedStripe } from "./supervisor-stripe";

const dev = process.argv.includes("--dev");
const sandbox = env.mode === "sandbox";
const dataDir = resolve(env.DATA_DIR);
const everywhere = env.HOST === "0.0.0.0" || env.HOST === "::";
const web = `http://${everywhere ? "127.0.0.1" : env.HOST}:${env.PORT}`;
const stopRequest = new AbortController();
/** Rejected when a server cannot even start; later on it is started again for ever. */
const crashed = Promise.withResolvers<never>();
const webServer = [
  // Small and fixed, so that a memory leak shows as one process restarting, not as a slow machine.
  "--max-old-space-size=192",
  "--max-semi-space-size=16",
  ".next/standalone/server.js",
];
const worker = ["--import", "tsx", "src/jobs/worker.ts"];

const servers: KeptAlive[] = [];
let postgres: KeptAlive | undefined;
let stripeServer: KeptAlive | undefined;
let run: RunFile | undefined;

process.on("SIGINT", requestStop).on("SIGTERM", requestStop).on("SIGHUP", requestStop);
process.on("disconnect", requestStop).on("message", requestStop);
await main();

/** Brings everything up in order, stays until it is asked to stop, and leaves nothing running. */
async function main(): Promise<void> {
  const asked = new Promise((done) => stopRequest.signal.addEventListener("abort", done));
  let code = 0;
  try {
    await Promise.race([startAll(), crashed.promise, asked]);
    await asked;
  } catch (error) {
    if (!stopRequest.signal.aborted) {
      console.error(error instanceof Error ? `\n${error.message}` : error);
      if (error instanceof Error && error.cause) console.error(error.cause);
      code = 1;
    }
  }
  await stopAll();
  process.exit(code);
}

async function startAll(): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  run = await takeOver(dataDir);
  await assertPortFree(env.PORT, env.HOST);
  rmSync(join(dataDir, "sandbox.json"), { force: true });
  console.log(`Tallybook starts (${env.mode}${dev ? ", development" : ""}) ...`);

  const shared = sharedEnvironment();
  // With a real Stripe's test keys nobody plays Stripe.
  const stripe = sandbox && !env.STRIPE_SECRET_KEY ? await playedStripe(dataDir, web) : undefined;
  Object.assign(shared, stripe?.env);
  run.stripe = stripe?.env;
  // The build needs no database and the story no build, so neither waits for the other.
  await Promise.all([startDatabase(shared, stripe), dev || build(shared)]);
  stopRequest.signal.throwIfAborted();

  servers.push(keepAlive(service("web", dev ? devServer() : webServer, shared)));
  servers.push(keepAlive(service("worker", worker, shared)));
  await untilAnswering(`${web}/api/health`, stopRequest.signal);
  const lines = sandbox
    ? await openSandbox(shared.DATABASE_URL ?? "", { dataDir, stripe: stripe?.played })
    : [`Serving ${env.PUBLIC_URL}`];
  await untilAnswering(`${web}/api/ready`, stopRequest.signal);
  const played = stripe ? [`  Stripe is played by ${stripe.url}`] : [];
  console.log([...played, ...lines].join("\n"));
}

function service(name: string, args: string[], shared: Record<string, string>): Service {
  return {
    name,
    args,
    env: shared,
    logFile: sandbox && !dev ? join(dataDir, `${name.replace(" ", "-")}.log`) : undefined,
    onCrashLoop: crashed.reject,
    onStart: (started) => {
      if (!run) return;
      run.children[name] = started;
      writeRunFile(dataDir, run);
    },
  };
}

function devServer(): string[] {
  return ["node_modules/next/dist/bin/next", "dev", "-p", String(env.PORT), "-H", env.HOST];
}

/** The database, and on its clock what plays Stripe, before anybody calls either. */
async function startDatabase(
  shared: Record<string, string>,
  stripe: PlayedStripe | undefined,
): Promise<void> {
  shared.DATABASE_URL = env.DATABASE_URL ?? (await startPostgres());
  await prepareDatabase(shared.DATABASE_URL, env.mode);
  if (!stripe) return;
  stopRequest.signal.throwIfAborted();
  stripeServer = keepAlive(service("stripe", stripe.args, shared));
  await untilAnswering(`${stripe.url}/_simulator/health`, stopRequest.signal);
}

async function startPostgres(): Promise<string> {
  const kept = await keepPostgres(dataDir);
  postgres = kept;
  // For commands beside us; an address somebody gave us is theirs to keep.
  if (run) run.databaseUrl = kept.url;
  return kept.url;
}

async function build(shared: Record<string, string>): Promise<void> {
  const command = service("next build", ["node_modules/next/dist/bin/next", "build"], shared);
  const started = performance.now();
  if (await buildIfChanged(command, stopRequest.signal)) {
    console.log(`  built in ${Math.round((performance.now() - started) / 1000)} s`);
  }
}

/** What every child gets. The server changes its folder, so paths are absolute. */
function sharedEnvironment(): Record<string, string> {
  const secret = env.NEXTAUTH_SECRET ?? (sandbox ? sandboxSecret() : undefined);
  if (!secret) throw new Error("Set NEXTAUTH_SECRET to 32 or more random characters.");
  return {
    NODE_ENV: dev ? "development" : "production",
    SANDBOX: sandbox ? "1" : "0",
    DATA_DIR: dataDir,
    PORT: String(env.PORT),
    HOST: env.HOST,
    HOSTNAME: env.HOST, // what Next's server listens on; a shell may have set it to the machine's name
    PUBLIC_URL: env.PUBLIC_URL,
    NEXTAUTH_URL: env.PUBLIC_URL,
    NEXTAUTH_SECRET: secret,
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

function sandboxSecret(): string {
  return rememberedIn(join(dataDir, "secret"), () => randomBytes(32).toString("hex"));
}

function requestStop(): void {
  if (stopRequest.signal.aborted) return;
  console.log("\nStopping ...");
  stopRequest.abort(new Error("stopped"));
}

/** The servers drain first and together; what they call goes when nobody needs it any more. */
async function stopAll(): Promise<void> {
  stopRequest.abort(new Error("stopped"));
  if (!run) return;
  writeRunFile(dataDir, { ...run, stopping: true });
  rmSync(join(dataDir, "sandbox.json"), { force: true });
  await Promise.all(servers.map((server) => server.stop()));
  await stripeServer?.stop();
  await postgres?.stop();
  rmSync(runFilePath(dataDir), { force: true });
}

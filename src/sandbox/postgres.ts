import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "./ports";
import {
  type Credentials,
  initialize,
  makeCredentials,
  readCredentials,
  urlOf,
  writeCredentials,
} from "./postgres-cluster";
import { type PostgresHome, postgresHome } from "./postgres-home";
import { end, lookAt, processesIn, waitUntil } from "./processes";

export type PostgresOptions = {
  dataDir: string;
  log?: (line: string) => void;
  settings?: Record<string, string>;
  /** Insists on a port, where others already know the address. */
  port?: number;
  onExit?: () => void;
};

export type RunningPostgres = {
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
};

const logLimitBytes = 10_000_000;

/**
 * Starts the cluster of a folder, making it first where there is none, and returns once it answers.
 *
 * What an earlier run left behind is stopped and cleaned up, only ever its own. The cluster listens
 * on loopback only, and stops when this process ends, however it ends.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const home = postgresHome(options.dataDir);
  await stopLeftovers(home);
  const credentials = readCredentials(home) ?? makeCredentials(home);
  if (!existsSync(home.data)) initialize(home, credentials, options.log);

  for (let attempt = 1; ; attempt += 1) {
    credentials.port = options.port ?? (await freePort(credentials.port));
    writeCredentials(home, credentials);
    const child = spawnPostgres(home, credentials.port, options.settings ?? {});
    if (await answers(child, credentials)) return running(home, credentials, child, options);
    await stop(home, child);
    if (attempt === 3) throw new Error(`Postgres did not start. ${tailOfLog(home)}`);
  }
}

/**
 * The shell in between waits on two things: Postgres, and a pipe that closes when we die, because
 * then nobody else would stop it.
 */
const keeper = `
"$@" & postgres=$!
exec 3<&0
(read -r _ <&3; kill -INT $postgres 2>/dev/null) & watcher=$!
wait $postgres; code=$?
kill $watcher 2>/dev/null
exit $code`;

function spawnPostgres(home: PostgresHome, port: number, settings: Record<string, string>) {
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "", // nothing to go stale, no path that grows too long
    max_connections: "100",
    shared_buffers: "128MB",
    timezone: "UTC",
    log_timezone: "UTC",
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const postgres = [join(home.bin, "postgres"), "-D", home.data, "-p", String(port), ...flags];
  const logFile = join(home.folder, "postgres.log");
  const large = existsSync(logFile) && statSync(logFile).size > logLimitBytes;
  const log = openSync(logFile, large ? "w" : "a", 0o600);
  return spawn("/bin/sh", ["-c", keeper, "postgres-keeper", ...postgres], {
    ...home.runAs,
    cwd: "/",
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", NODE_ENV: "production" },
    stdio: ["pipe", log, log],
    detached: true, // Ctrl-C in a terminal must not reach it before the web server has drained
  });
}

async function answers(child: ChildProcess, credentials: Credentials): Promise<boolean> {
  let exited = false;
  child.once("exit", () => {
    exited = true;
  });
  const ready = async () => exited || (await prepare(credentials));
  return (await waitUntil(ready, 60_000)) && !exited;
}

/** Makes the login and the database the product uses; false while Postgres does not answer yet. */
async function prepare(credentials: Credentials): Promise<boolean> {
  const client = new Client({
    connectionString: urlOf(credentials, { user: "postgres", database: "postgres" }),
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => {}); // a lost connection shows in the query that was using it
  try {
    await client.connect();
    const { rows } = await client.query(`select
      exists (select from pg_roles where rolname = 'tallybook') as role,
      exists (select from pg_database where datname = 'tallybook') as database`);
    // Not a superuser: what the product does here it can do on a hosted Postgres too.
    const verb = rows[0].role ? "alter" : "create";
    await client.query(
      `${verb} role tallybook login createrole createdb password '${credentials.owner}'`,
    );
    if (!rows[0].database) await client.query("create database tallybook owner tallybook");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function running(
  home: PostgresHome,
  credentials: Credentials,
  child: ChildProcess,
  options: PostgresOptions,
): RunningPostgres {
  let stopping: Promise<void> | undefined;
  child.once("exit", () => stopping ?? options.onExit?.());
  child.unref();
  return {
    url: urlOf(credentials, { user: "tallybook", database: "tallybook" }),
    port: credentials.port,
    pid: postmasterPid(home) ?? 0,
    stop: () => {
      stopping ??= stop(home, child);
      return stopping;
    },
  };
}

/** A fast shutdown: open transactions roll back, everything committed is written out. */
async function stop(home: PostgresHome, child: ChildProcess): Promise<void> {
  child.stdin?.destroy();
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  await waitUntil(gone, 20_000);
  await stopLeftovers(home);
}

/** Ends what an earlier run left running and removes the files that would stop a new start. */
async function stopLeftovers(home: PostgresHome): Promise<void> {
  if (!existsSync(home.data)) return;
  const data = realpathSync(home.data);
  const ours = () => processesIn(data);
  const postmaster = lookAt(postmasterPid(home) ?? 0);
  if (
    postmaster &&
    (process.platform !== "linux" || ours().some((p) => p.pid === postmaster.pid))
  ) {
    await end([postmaster], 10_000, "SIGINT");
  }
  // Backends whose postmaster was killed notice soon; one busy in a long statement may not.
  await waitUntil(() => ours().length === 0, 1_000);
  await end(ours(), 1_000, "SIGQUIT");
  rmSync(join(home.data, "postmaster.pid"), { force: true });
}

function postmasterPid(home: PostgresHome): number | undefined {
  try {
    return Number(readFileSync(join(home.data, "postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return undefined;
  }
}

function tailOfLog(home: PostgresHome): string {
  const lines = readFileSync(join(home.folder, "postgres.log"), "utf8").trim().split("\n");
  return `The end of its log:\n${lines.slice(-8).join("\n")}`;
}

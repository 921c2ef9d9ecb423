import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { handOver, type PostgresHome } from "./postgres-home";

/** How to reach a cluster; kept beside it, for us alone to read. */
export type Credentials = { port: number; superuser: string; owner: string };

/** Makes the files of a new cluster, wholly or not at all. */
export function initialize(
  home: PostgresHome,
  credentials: Credentials,
  log?: (line: string) => void,
) {
  log?.("making a new Postgres cluster");
  // Made under another name first: a half-made cluster must never look finished.
  const partial = join(home.folder, "cluster.new");
  const passwordFile = join(home.folder, "password.new");
  rmSync(partial, { recursive: true, force: true });
  handOver(partial, home.runAs);
  writeFileSync(passwordFile, credentials.superuser, { mode: 0o600 });
  if (home.runAs) chownSync(passwordFile, home.runAs.uid, home.runAs.gid);
  const made = spawnSync(
    join(home.bin, "initdb"),
    [...initFlags, "-D", partial, `--pwfile=${passwordFile}`],
    {
      ...home.runAs,
      cwd: "/",
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", NODE_ENV: "production" },
      encoding: "utf8",
    },
  );
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr ?? made.error}`);
  renameSync(partial, home.data);
}

// The built-in locale provider sorts the same on every machine, whatever locales are installed.
const initFlags = [
  "--username=postgres",
  "--auth=scram-sha-256",
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--data-checksums",
  "--no-instructions",
];

export function urlOf(
  credentials: Credentials,
  { user, database }: { user: string; database: string },
) {
  const password = user === "postgres" ? credentials.superuser : credentials.owner;
  return `postgres://${user}:${password}@127.0.0.1:${credentials.port}/${database}`;
}

export function readCredentials(home: PostgresHome): Credentials | undefined {
  const path = join(home.folder, "credentials.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** New passwords; the port is chosen at the start that follows. */
export function makeCredentials(home: PostgresHome): Credentials {
  // Without its passwords an old cluster cannot be used; it is set aside, never deleted.
  if (existsSync(home.data)) renameSync(home.data, `${home.data}.${Date.now()}`);
  const secret = () => randomBytes(24).toString("hex");
  return { port: 0, superuser: secret(), owner: secret() };
}

export function writeCredentials(home: PostgresHome, credentials: Credentials): void {
  const path = join(home.folder, "credentials.json");
  writeFileSync(`${path}.new`, JSON.stringify(credentials), { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}

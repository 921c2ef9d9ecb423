// Runs on Node 20 before anything is installed: plain ESM, only what Node itself brings.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder package.json stands in. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

const stampPath = join(root, "node_modules/.tallybook-lock");

/** Installs what the lockfile names when node_modules is not that; throws when it fails. */
export function ensureInstalled() {
  const lockfile = readFileSync(join(root, "package-lock.json"), "utf8");
  const hash = createHash("sha256").update(lockfile).digest("hex");
  if (readIfThere(stampPath) === hash) return;

  if (!npmInstalled(lockfile)) {
    console.log("Installing packages ...");
    // Not `npm ci`: it refuses a lockfile that lacks optional packages of platforms other than the one
    // it was written on. This takes the locked versions and checksums too, and leaves the file alone.
    // NODE_ENV=production would leave out what the build needs. Our pinned Node is part of what is
    // installed, so warnings about the one npm runs on would only mislead.
    const npmArgs = ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund"];
    npmArgs.push("--loglevel=error");
    const [command, args] = process.env.npm_execpath
      ? [process.execPath, [process.env.npm_execpath, ...npmArgs]]
      : ["npm", npmArgs];
    const done = spawnSync(command, args, { cwd: root, stdio: "inherit" });
    if (done.error) throw done.error;
    if (done.status !== 0) throw new Error(`npm install ended with ${done.status ?? done.signal}.`);
  }
  writeFileSync(stampPath, hash);
}

// npm writes this file last, so it names only what a finished install put there. Reading it saves
// a second install after somebody ran `npm install` by hand.
function npmInstalled(lockfile) {
  const written = readIfThere(join(root, "node_modules/.package-lock.json"));
  if (!written) return false;
  const there = JSON.parse(written).packages ?? {};
  return Object.entries(JSON.parse(lockfile).packages).every(
    ([path, wanted]) =>
      path === "" ||
      there[path]?.version === wanted.version ||
      (wanted.optional === true && there[path] === undefined),
  );
}

/** The Node 24 this project runs on: the pinned package's, or the running one where there is none. */
export function node24() {
  const pinned = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Error(
    `Tallybook runs on Node 24, and there is no packaged one for ${process.platform} ` +
      `${process.arch}. Install Node 24 and start again (this is ${process.version}).`,
  );
}

/**
 * Returns at once in Node 24; otherwise runs the same script there and exits as it did.
 *
 * The copy ends itself (SIGTERM, so that its own clean-up runs) when this process disappears.
 */
export async function reexecWithNode24(importMetaUrl) {
  const node = node24();
  if (realpathSync(process.execPath) === realpathSync(node)) return endWithParent();

  const child = spawn(node, [fileURLToPath(importMetaUrl), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 1)));
  });
  process.exit(code);
}

function endWithParent() {
  if (!process.channel) return;
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

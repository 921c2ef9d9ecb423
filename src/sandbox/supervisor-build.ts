import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isRunning, lookAt, waitUntil } from "./processes";
import { runOnce, type Service } from "./supervisor-children";

const stampFile = ".next/.tallybook-build";
const serverFile = ".next/standalone/server.js";
const lockFile = "node_modules/.cache/tallybook-build.lock";
const rootFiles = [
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "tailwind.config.ts",
  "tallybook.catalog.ts",
  "tsconfig.json",
];

/** Builds the web server if its sources changed since the last build; says whether it had to. */
export async function buildIfChanged(command: Service, signal: AbortSignal): Promise<boolean> {
  const wanted = hashOfSources();
  if (isBuilt(wanted)) return false;
  await withLock(signal, async () => {
    if (isBuilt(wanted)) return; // the copy beside us was building the same
    rmSync(stampFile, { force: true });
    await runOnce(command, signal);
    if (!existsSync(serverFile)) throw new Error("next build left no server; see next-build.log.");
    // The standalone server serves these, but the build does not put them beside it.
    cpSync("public", ".next/standalone/public", { recursive: true });
    cpSync(".next/static", ".next/standalone/.next/static", { recursive: true });
    writeFileSync(stampFile, wanted);
  });
  return true;
}

function isBuilt(wanted: string): boolean {
  if (!existsSync(stampFile) || !existsSync(serverFile)) return false;
  return readFileSync(stampFile, "utf8") === wanted;
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const inFolders = ["src", "migrations", "public"].flatMap(filesIn);
  for (const file of [...inFolders, ...rootFiles.filter((name) => existsSync(name))]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Two copies started from one folder share `.next`; one builds, the other waits for it. */
async function withLock(signal: AbortSignal, build: () => Promise<void>): Promise<void> {
  mkdirSync("node_modules/.cache", { recursive: true });
  await waitUntil(() => signal.aborted || tryLock(), 600_000);
  signal.throwIfAborted();
  try {
    await build();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryLock(): boolean {
  try {
    // Linked into place whole: an empty lock would look like one left by a dead process.
    const own = `${lockFile}.${process.pid}`;
    writeFileSync(own, JSON.stringify(lookAt(process.pid)));
    try {
      linkSync(own, lockFile);
    } finally {
      rmSync(own);
    }
    return true;
  } catch {
    if (lockIsStale()) rmSync(lockFile, { force: true });
    return false;
  }
}

function lockIsStale(): boolean {
  try {
    return !isRunning(JSON.parse(readFileSync(lockFile, "utf8")));
  } catch {
    return true;
  }
}

// node scripts/run.mjs src/…/command.ts [args]: runs a command of ours under the pinned Node. Where no
// DATABASE_URL is set it works on the sandbox that runs from DATA_DIR, if one does; and with its Stripe.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureInstalled, node24, root } from "./lib/install.mjs";

const [command, ...args] = process.argv.slice(2);
if (!command) {
  console.error("Which command? node scripts/run.mjs <file> [arguments]");
  process.exit(1);
}

let child;
try {
  ensureInstalled();
  child = spawn(node24(), ["--import", "tsx", join(root, command), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...runningSandbox() },
  });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.once("exit", (code) => process.exit(code ?? 1));

function runningSandbox() {
  const elsewhere = process.env.DATABASE_URL;
  if (elsewhere && process.env.SANDBOX !== "1") return {};
  try {
    const file = join(resolve(root, process.env.DATA_DIR || ".data"), "run.json");
    const { databaseUrl, stripe, supervisor } = JSON.parse(readFileSync(file, "utf8"));
    process.kill(supervisor.pid, 0);
    if (elsewhere) return databaseUrl ? {} : stripe; // the run's database is the one we were given
    return databaseUrl ? { DATABASE_URL: databaseUrl, SANDBOX: "1", ...stripe } : {};
  } catch {
    return {};
  }
}

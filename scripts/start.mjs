// `npm start`, `npm run dev`: plain ESM for Node 20, run before anything is installed. Installs what
// the lockfile names, then hands over to the supervisor under the Node this project pins.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, node24, root } from "./lib/install.mjs";

let child;
try {
  ensureInstalled();
  child = spawn(
    node24(),
    ["--import", "tsx", join(root, "src/sandbox/supervisor.ts"), ...process.argv.slice(2)],
    { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] },
  );
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

// A terminal sends Ctrl-C to both of us, a program only to this one: a message, unlike a second
// signal, may arrive twice without meaning "now".
const stop = () => child.connected && child.send("stop");
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
endWithNpm();

/** npm killed outright leaves us behind, holding the port; then nobody wants us any more. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const before = ancestors();
  setInterval(() => ancestors() !== before && stop(), 1_000).unref();
}

/** Our parent and, where that is the shell npm runs scripts in, the parent's parent. */
function ancestors() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    const isShell = /\((sh|dash|bash|ash)\)/.test(stat);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${process.ppid} ${isShell ? fields[1] : ""}`;
  } catch {
    return `${process.ppid}`;
  }
}

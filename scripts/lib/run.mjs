import { spawn } from "node:child_process";
import { root } from "./install.mjs";

/** Children still running, so that Ctrl-C takes them along. */
const running = new Set();

/** Runs a command to its end; answers its exit code (not 0 when killed), all output and the time. */
export async function run(command, args, { env = {}, timeoutMs }) {
  const start = performance.now();
  // A group of its own, so that a runner that hangs is ended with everything it started.
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);

  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const timer = setTimeout(() => {
    output += `\nStopped after ${timeoutMs / 1000} s.\n`;
    endGroup(child, "SIGINT");
    setTimeout(() => endGroup(child, "SIGKILL"), 10_000).unref();
  }, timeoutMs);

  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(1);
    });
    child.once("close", (status) => resolve(status ?? 1));
  });
  clearTimeout(timer);
  running.delete(child);
  return { code, output, ms: performance.now() - start };
}

let interrupted = false;

/** Whether somebody asked this process to end; whoever starts runners asks before the next one. */
export function wasInterrupted() {
  return interrupted;
}

/** Passes a request to end on to every child, so that their own clean-up runs, and then insists. */
export function endChildrenWithUs() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      interrupted = true;
      for (const child of running) endGroup(child, "SIGINT");
      setTimeout(() => {
        for (const child of running) endGroup(child, "SIGKILL");
      }, 35_000).unref();
    });
  }
}

// SIGINT first: vitest and Playwright answer it by stopping the servers they started.
function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

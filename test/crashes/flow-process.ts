import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs a file of this folder in a process of its own, and waits until that has killed itself. */
export async function runUntilKilled<O extends { url: string }>(
  file: string,
  order: O,
): Promise<void> {
  const args = ["--import", "tsx", `test/crashes/${file}`, JSON.stringify(order)];
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      ...{ DATABASE_URL: order.url, SANDBOX: "1", LOG_LEVEL: "silent", VITEST: "" },
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code, signal] = await once(child, "exit");
  if (signal !== "SIGKILL") throw new Error(`It ended with ${code} before it was killed`);
}

import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { readRunFile } from "@/sandbox/run-file";
import { dataDir } from "./sandbox";

/**
 * The compiled server beside the one under test, on the same database, with what names the proxy taken
 * out of it: what `npm start` serves when src/proxy.ts is deleted, without another build.
 */
export async function startWithoutProxy(): Promise<{ url: string; stop: () => void }> {
  const folder = mkdtempSync(join(process.env.LANE_DIR ?? tmpdir(), "tallybook-proxyless-"));
  chmodSync(folder, 0o755);
  cpSync(join(import.meta.dirname, "../.next/standalone"), folder, { recursive: true });
  takeOutProxy(join(folder, ".next/server"));

  const port = await freePort();
  const server = spawn(process.execPath, ["server.js"], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: "production",
      SANDBOX: "1",
      DATA_DIR: dataDir,
      DATABASE_URL: readRunFile(dataDir)?.databaseUrl ?? "",
      NEXTAUTH_SECRET: readFileSync(join(dataDir, "secret"), "utf8").trim(),
      PUBLIC_URL: `http://localhost:${port}`,
      PORT: String(port),
      HOSTNAME: "127.0.0.1",
    },
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(async () => (await fetch(`${url}/api/ready`).catch(() => undefined))?.ok, {
      timeout: 60_000,
    })
    .toBe(true);
  return {
    url,
    stop: () => {
      server.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function takeOutProxy(folder: string): void {
  const manifest = join(folder, "functions-config-manifest.json");
  const { functions, ...rest } = JSON.parse(readFileSync(manifest, "utf8"));
  if (!functions["/_middleware"]) throw new Error("The build names its proxy elsewhere by now");
  const { "/_middleware": _, ...others } = functions;
  writeFileSync(manifest, JSON.stringify({ ...rest, functions: others }));
  rmSync(join(folder, "middleware.js"));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

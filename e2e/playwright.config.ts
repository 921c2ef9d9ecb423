import { defineConfig } from "@playwright/test";
import { browserOptions } from "./browser";
import { embedAncestors } from "./parents";
import { placeOf, port, sandboxes } from "./sandbox";

/**
 * What measures how soon something happens, or breaks and loads a sandbox of its own: beside other specs
 * it would measure those.
 */
const alone = /(budget|contention|kills|money|story-149)\.spec\.ts/;

/** The built product on ports and data folders of its own, started as anyone starts it, once a worker. */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  workers: sandboxes,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["line"], ["json"]] : [["list"]],
  projects: [
    { name: "beside", testIgnore: alone },
    { name: "alone", testMatch: alone },
  ],
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: await browserOptions(),
    locale: "en-US",
    timezoneId: "UTC",
    trace: "off",
    screenshot: "only-on-failure",
  },
  // Playwright starts one once the one before answers. Only the last is waited for here, so that all of
  // them tell their stories while one builds; `ready.ts` waits for the others.
  webServer: Array.from({ length: sandboxes }, (_, worker) => server(worker)).reverse(),
  globalSetup: "./ready.ts",
});

function server(worker: number) {
  const { port, dataDir } = placeOf(worker);
  const url = `http://localhost:${port}`;
  return {
    command: "node ../scripts/start.mjs",
    ...(worker === 0 ? { url: `${url}/api/ready` } : {}),
    timeout: 240_000,
    gracefulShutdown: { signal: "SIGTERM" as const, timeout: 30_000 },
    stdout: "pipe" as const,
    env: {
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      PUBLIC_URL: url,
      EMBED_ANCESTORS: embedAncestors(port),
    },
  };
}

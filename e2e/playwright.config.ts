import { defineConfig } from "@playwright/test";
import { browserOptions } from "./browser";
import { embedAncestors } from "./parents";
import { dataDir, port } from "./sandbox";

const url = `http://localhost:${port}`;

/** What measures times or loads the machine, and so runs with nothing beside it. */
const alone = ["budget.spec.ts", "contention.spec.ts", "kills.spec.ts"];

/** The built product on a port and a data folder of its own, started as anyone starts it. */
export default defineConfig({
  testDir: ".",
  outputDir: `../test-results/${port}`, // Playwright empties it, and the lane runs several of us
  projects: [
    { name: "together", testIgnore: alone },
    { name: "alone", testMatch: alone },
  ],
  workers: 1, // one sandbox, one clock
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Nothing that depends on what was there before: the lane gives each part of the files its own sandbox.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["line"], ["json"]] : [["list"]],
  use: {
    baseURL: url,
    launchOptions: await browserOptions(),
    locale: "en-US",
    timezoneId: "UTC",
    trace: "off",
    screenshot: "only-on-failure",
  },
  webServer: {
    command: "node ../scripts/start.mjs",
    url: `${url}/api/ready`,
    timeout: 240_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    stdout: "pipe",
    env: {
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      PUBLIC_URL: url,
      EMBED_ANCESTORS: embedAncestors,
    },
  },
});

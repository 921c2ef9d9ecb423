import { defineConfig } from "@playwright/test";
import { browserOptions } from "./browser";
import { embedAncestors } from "./parents";
import { dataDir, port } from "./sandbox";

const url = `http://localhost:${port}`;

/** The built product on a port and a data folder of its own, started as anyone starts it. */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  workers: 1, // one sandbox, one clock
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
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

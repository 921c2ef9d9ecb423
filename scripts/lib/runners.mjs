import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { countPlaywright, countVitest } from "./counting.mjs";
import { node24, root } from "./install.mjs";
import { run } from "./run.mjs";

/**
 * Everything a lane can run. Each answers { passed, failed, ms, tests, output }: `tests` lists its
 * single tests with their times, `output` is shown when something failed.
 *
 * A runner that ends with an error counts at least one failure, whatever its report says.
 */
export const runners = {
  // Several checkers at once each work out the same types: a third more, on cores the other checks want.
  types: () =>
    check("typescript/bin/tsc", ["--noEmit", "--incremental", "false", "--checkers", "1"]),
  lint: () => check("@biomejs/biome/bin/biome", ["ci", "--error-on-warnings", "--colors=off"]),
  unused: () => check("knip/bin/knip.js", ["--no-progress"]),
  unit: (lane) => vitest("unit", lane),
  database: (lane) => vitest("database", lane),
  // A worker and a copy of the product a core; then what would measure the other worker's pages.
  browser: (lane) => playwright("beside", 2, lane),
  alone: (lane) => playwright("alone", 1, lane),
};

// One check each: the tool is content or it is not.
async function check(script, args) {
  const { code, output, ms } = await run(node24(), [moduleFile(script), ...args], {
    timeoutMs: 300_000,
  });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, ms, tests: [], output };
}

async function vitest(project, { laneDir, env, timeoutMs, shard }) {
  const report = join(laneDir, `${project}.json`);
  const args = ["run", "--config", "test/vitest.config.ts", `--project=${project}`];
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  const { code, output, ms } = await run(
    node24(),
    [moduleFile("vitest/vitest.mjs"), ...args, ...reporters, ...partArgs(shard)],
    { env: { ...env, NO_COLOR: "1" }, timeoutMs },
  );

  return { ...countVitest(readReport(report), code), output, ms };
}

async function playwright(project, sandboxes, { laneDir, env, timeoutMs, shard }) {
  const report = join(laneDir, `${project}.json`);
  const args = ["test", "--config", "e2e/playwright.config.ts", `--project=${project}`];
  const { code, output, ms } = await run(
    node24(),
    [moduleFile("@playwright/test/cli.js"), ...args, ...partArgs(shard)],
    {
      env: {
        ...env,
        FORCE_COLOR: "0",
        E2E_PORT: String(await freePort()),
        E2E_DATA_DIR: join(laneDir, `sandbox-${project}`),
        E2E_SANDBOXES: String(sandboxes),
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
      timeoutMs,
    },
  );

  return { ...countPlaywright(readReport(report), code), output, ms };
}

// Both tools share files out in the same way: every part of a lane together has everything once.
function partArgs(shard) {
  return shard ? [`--shard=${shard}`] : [];
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined; // The runner died before writing it, which its exit code tells.
  }
}

function moduleFile(path) {
  const file = join(root, "node_modules", path);
  if (!existsSync(file)) throw new Error(`node_modules/${path} is missing; run npm ci.`);
  return file;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

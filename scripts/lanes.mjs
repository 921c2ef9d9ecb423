// node scripts/lanes.mjs check | test | nightly [part/parts]: the lanes of CONTRIBUTING.md.
import { randomInt } from "node:crypto";
import { accessSync, chmodSync, constants, mkdtempSync, statfsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ensureInstalled, reexecWithNode24, root } from "./lib/install.mjs";
import { endChildrenWithUs, wasInterrupted } from "./lib/run.mjs";
import { runners } from "./lib/runners.mjs";

/** Names in one group run two at a time; groups run one after the other, on machines of two cores. */
const lanes = {
  check: { groups: [["types", "lint", "unused", "unit"]], timeoutMs: 300_000 },
  // We promise ten minutes of all of it; a slow machine is given up on later.
  test: {
    groups: [["types", "lint", "unused", "unit"], ["database"], ["browser"], ["alone"]],
    timeoutMs: 1_500_000,
  },
  nightly: {
    groups: [["types", "lint", "unused", "unit"], ["database"], ["browser"], ["alone"]],
    timeoutMs: 3_600_000,
  },
};

const laneName = process.argv[2] ?? "test";
const lane = lanes[laneName];
if (!lane)
  throw new Error(`There is no lane "${laneName}", only ${Object.keys(lanes).join(", ")}.`);

/** "2/3" runs the second of three parts, which together are the whole lane; undefined runs all of it. */
const shard = process.argv[3];
if (shard !== undefined && !isPart(shard))
  throw new Error(`"${shard}" is no part of a lane: say 1/3, 2/3 or 3/3.`);

try {
  ensureInstalled();
  await reexecWithNode24(import.meta.url);
  endChildrenWithUs();
  process.exitCode = (await runLane()) ? 0 : 1;
} catch (error) {
  console.error(error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

async function runLane() {
  const start = performance.now();
  const seed = process.env.TEST_SEED ?? String(randomInt(2 ** 31));
  const laneDir = mkdtempSync(join(roomyMemory() ?? tmpdir(), "tallybook-lane-"));
  chmodSync(laneDir, 0o755); // Postgres may run as another user, who must get through here.
  const env = {
    LANE_DIR: laneDir,
    TEST_SEED: seed,
    ...(laneName === "nightly" ? { NIGHTLY: "1" } : {}),
  };
  const settings = { laneDir, env, timeoutMs: lane.timeoutMs, shard };

  const results = [];
  try {
    for (const group of lane.groups) {
      await twoAtATime(group, async (name) => results.push(await runOne(name, settings)));
    }
  } finally {
    // A Postgres told to stop may still be writing.
    await rm(laneDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  const passed = sum(results.map((one) => one.passed));
  const failed = sum(results.map((one) => one.failed));
  printSlowest(results);
  printFailed(results);
  if (failed > 0) console.log(`\nThe same again: TEST_SEED=${seed} npm ${npmArgs()}`);
  console.log(`\n${laneName}: ${seconds(performance.now() - start)}, seed ${seed}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 && !wasInterrupted();
}

async function runOne(name, settings) {
  const result = await runners[name](settings).catch((error) => ({
    passed: 0,
    failed: 1,
    ms: 0,
    tests: [],
    output: error.stack,
  }));
  const counts = `${result.passed} passed, ${result.failed} failed`;
  console.log(`${name.padEnd(9)} ${seconds(result.ms).padStart(7)}  ${counts}`);
  if (result.failed > 0) console.log(`\n${result.output.trim()}\n`);
  return result;
}

async function twoAtATime(names, work) {
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.shift(); name && !wasInterrupted(); name = waiting.shift()) {
      await work(name);
    }
  };
  await Promise.all([worker(), worker()]);
}

function printSlowest(results) {
  const slowest = results
    .flatMap((one) => one.tests)
    .sort((one, other) => other.ms - one.ms)
    .slice(0, 10);
  if (slowest.length > 0) console.log("\nSlowest ten:");
  for (const { name, ms } of slowest)
    console.log(`${seconds(ms).padStart(9)}  ${name.replace(`${root}/`, "")}`);
}

/** Once more at the end, in few lines: where only a log's ends are kept, its middle names no test and no cause. */
function printFailed(results) {
  const failed = results.flatMap((one) => one.tests).filter((one) => one.status === "failed");
  if (failed.length > 0) console.log("\nFailed:");
  for (const { name, why } of failed) {
    console.log(`  ${name.replace(`${root}/`, "")}`);
    const lines = stripVTControlCharacters(why).split("\n");
    for (const line of lines.filter((one) => one.trim() !== "").slice(0, 12))
      console.log(`      ${line.slice(0, 200)}`);
  }
}

function npmArgs() {
  const part = shard ? ` -- ${shard}` : "";
  if (laneName === "test") return `test${part}`;
  return `run ${laneName === "nightly" ? "test:nightly" : laneName}${part}`;
}

function isPart(text) {
  const [, part, parts] = /^(\d{1,2})\/(\d{1,2})$/.exec(text) ?? [];
  return Number(part) >= 1 && Number(part) <= Number(parts);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * A folder in memory with room for the lane's databases, where the machine has one. Postgres still syncs
 * there, and a kill loses no more than on disk: it only takes less time.
 */
function roomyMemory() {
  try {
    accessSync("/dev/shm", constants.W_OK);
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > 4 * 1024 ** 3 ? "/dev/shm" : undefined;
  } catch {
    return undefined;
  }
}

import { expect, test } from "vitest";
import { countPlaywright, countVitest } from "./counting.mjs";

const passedTest = { fullName: "adds", status: "passed", duration: 3 };
const file = { name: "a.test.ts", status: "passed", assertionResults: [passedTest] };
const spec = { file: "a.spec.ts", title: "opens", ok: true, tests: [{ results: [] }] };

test("a runner that dies without a report counts as a failure", () => {
  expect(countVitest(undefined, 1)).toMatchObject({ passed: 0, failed: 1 });
  expect(countPlaywright(undefined, 1)).toMatchObject({ passed: 0, failed: 1 });
});

test("a runner that runs nothing counts as a failure, even when it is content", () => {
  expect(countVitest({ testResults: [] }, 0)).toMatchObject({ passed: 0, failed: 1 });
});

test("a file that cannot be loaded counts as a failure", () => {
  const broken = { name: "b.test.ts", status: "failed", assertionResults: [] };
  expect(countVitest({ testResults: [file, broken] }, 1)).toMatchObject({ passed: 1, failed: 1 });
});

test("an error outside every test counts as a failure", () => {
  expect(countVitest({ testResults: [file] }, 1)).toMatchObject({ passed: 1, failed: 1 });
  expect(countVitest({ testResults: [file] }, 0)).toMatchObject({ passed: 1, failed: 0 });
});

test("specs are counted through nested suites, skipped ones not at all", () => {
  const skipped = { ...spec, tests: [{ status: "skipped", results: [] }] };
  const report = {
    suites: [{ specs: [spec], suites: [{ specs: [{ ...spec, ok: false }, skipped] }] }],
  };
  expect(countPlaywright(report, 1)).toMatchObject({ passed: 1, failed: 1 });
  expect(countPlaywright({ suites: [], errors: [{}] }, 1)).toMatchObject({ passed: 0, failed: 1 });
});

test("why a test failed comes with it, of either runner", () => {
  const failing = { ...passedTest, status: "failed", failureMessages: ["expected 1 to be 2"] };
  const told = countVitest({ testResults: [{ ...file, assertionResults: [failing] }] }, 1);
  expect(told.tests[0]).toMatchObject({ name: "a.test.ts > adds", why: "expected 1 to be 2" });
  const results = [{ duration: 1 }, { duration: 1, error: { message: "element not found" } }];
  const suites = [{ specs: [{ ...spec, ok: false, tests: [{ results }] }] }];
  expect(countPlaywright({ suites }, 1).tests[0]).toMatchObject({ why: "element not found" });
});

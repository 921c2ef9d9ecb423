/** Counts what vitest's JSON report tells; `report` is undefined when it died before writing one. */
export function countVitest(report, code) {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) =>
    file.assertionResults.map((one) => ({
      name: `${file.name} > ${one.fullName}`,
      status: one.status,
      ms: one.duration ?? 0,
      why: one.failureMessages?.[0] ?? "",
    })),
  );
  // A file that could not be loaded has no failed test, only its own failure.
  const broken = files.filter(
    (file) =>
      file.status === "failed" && !file.assertionResults.some((one) => one.status === "failed"),
  );
  return counted({ tests, failures: broken.length, code });
}

/** Counts what Playwright's JSON report tells; a server that did not start is one of its errors. */
export function countPlaywright(report, code) {
  const tests = specs(report?.suites ?? []).map((spec) => ({
    name: `${spec.file} > ${spec.title}`,
    status: statusOf(spec),
    ms: spec.tests.flatMap((one) => one.results).reduce((sum, one) => sum + one.duration, 0),
    why: spec.tests.flatMap((one) => one.results).find((one) => one.error)?.error.message ?? "",
  }));
  return counted({ tests, failures: report?.errors?.length ?? 0, code });
}

function specs(suites) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specs(suite.suites ?? [])]);
}

function statusOf(spec) {
  if (spec.tests.every((one) => one.status === "skipped")) return "skipped";
  return spec.ok ? "passed" : "failed";
}

function counted({ tests, failures, code }) {
  const passed = tests.filter((one) => one.status === "passed").length;
  const failed = tests.filter((one) => one.status === "failed").length + failures;
  // Nothing run, or an error outside every test (set-up, an unhandled rejection), is a failure.
  const silent = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed, tests };
}

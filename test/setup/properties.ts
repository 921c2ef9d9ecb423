import { configureGlobal } from "fast-check";
import { vi } from "vitest";
import { nightly, runs, seed } from "../runs";

// Properties that say nothing else share the run's seed; a failure prints it with its path.
configureGlobal({ seed: seed(), numRuns: runs(200), endOnFailure: true });

// What is tried twenty times as often may take longer, where a test does not say itself how long.
if (nightly) vi.setConfig({ testTimeout: 400_000 });

import { configureGlobal } from "fast-check";
import { runs, seed } from "../runs";

// Properties that say nothing else share the run's seed; a failure prints it with its path.
configureGlobal({ seed: seed(), numRuns: runs(200), endOnFailure: true });

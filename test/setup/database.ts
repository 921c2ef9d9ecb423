import { afterAll, afterEach } from "vitest";
import { assertOwnBooksAreClean, closeDatabases, openDatabase } from "../database";

await openDatabase();

afterEach(assertOwnBooksAreClean);

// A nightly file leaves hundreds of them.
afterAll(closeDatabases, 600_000);

import { afterAll, afterEach } from "vitest";
import { assertChangedBooksAreClean, closeDatabases, openDatabase, testDb } from "../database";

await openDatabase();

afterEach(() => assertChangedBooksAreClean(testDb()));

// A nightly file leaves hundreds of them.
afterAll(closeDatabases, 600_000);

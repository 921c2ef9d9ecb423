import { afterAll, afterEach } from "vitest";
import { assertChangedBooksAreClean, closeDatabases, openDatabase, testDb } from "../database";

await openDatabase();

afterEach(() => assertChangedBooksAreClean(testDb()));

afterAll(closeDatabases);

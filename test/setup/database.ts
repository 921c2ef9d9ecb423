import { afterAll, afterEach } from "vitest";
import { assertBooksAreClean, closeDatabases, openDatabase, testDb } from "../database";

await openDatabase();

afterEach(() => assertBooksAreClean(testDb()));

afterAll(closeDatabases);

import { afterAll, afterEach, beforeEach } from "vitest";
import { assertOpenedBooksAreClean, forgetBooks } from "../books";
import { assertOwnBooksAreClean, closeDatabases, openDatabase } from "../database";
import { testBegins, testEnds } from "../database-copies";

await openDatabase();
forgetBooks();

beforeEach(testBegins);
// What is said first is done last: once its books were looked through, they are the next test's.
afterEach(async () => forgetBooks(await testEnds()));

// Here and not where the books are: a module read once would only ask for its first file.
afterEach(assertOwnBooksAreClean);
afterEach(assertOpenedBooksAreClean);

// A nightly file leaves hundreds of them.
afterAll(closeDatabases, 600_000);

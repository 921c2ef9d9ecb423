import { afterAll, afterEach } from "vitest";
import { assertOpenedBooksAreClean, forgetBooks } from "../books";
import { assertOwnBooksAreClean, closeDatabases, openDatabase } from "../database";

await openDatabase();
forgetBooks();

// Here and not where the books are: a module read once would only ask for its first file.
afterEach(assertOwnBooksAreClean);
afterEach(assertOpenedBooksAreClean);

// A nightly file leaves hundreds of them.
afterAll(closeDatabases, 600_000);

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import {
  billingOrder,
  bookWriters,
  isQueries,
  isTest,
  mayImport,
  operationsOf,
  wrongBillingImports,
  wrongFolders,
} from "./architecture/rules";
import { importsOf, resolve, type Source, sources, withoutComments } from "./architecture/source";

/** Longer than 250 lines, each with its reason. */
const longFiles: Record<string, string> = {
  "src/db/schema.ts": "generated from the migrations",
  "src/billing/decision.ts": "all that an operation may write, read as one page",
};

const src = sources("src");
const product = src.filter(({ file }) => !isTest(file));
const billing = product.filter(({ file }) => file.startsWith("src/billing/"));

test("every folder of src has a rule, and its imports point down", () => {
  expect(src.flatMap(wrongFolders)).toEqual([]);
});

test("inside billing a module uses only pure files and types of those before it", () => {
  const operations = operationsOf(billing);
  expect(billing.flatMap((source) => wrongBillingImports(source, operations))).toEqual([]);
});

test("billing knows nothing of Next, tRPC or Stripe's SDK, and only src/stripe imports it", () => {
  const foreign = /^(next|next-auth|next-themes|@trpc|stripe)(\/|$)/;
  expect(importing(billing, foreign)).toEqual([]);
  const outsideStripe = product.filter(({ file }) => !file.startsWith("src/stripe/"));
  // The simulator answers in the SDK's types, and runs none of its code.
  const typed = outsideStripe.map((source) =>
    source.file.startsWith("src/sandbox/stripe/")
      ? { ...source, imports: source.imports.filter(({ typeOnly }) => !typeOnly) }
      : source,
  );
  expect(importing(typed, /^stripe(\/|$)/)).toEqual([]);
});

test("SQL stands in queries files, src/db and the sandbox", () => {
  const sql =
    /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql(<[^`]*>)?`|\bsql\.raw\(/;
  const elsewhere = product.filter(
    ({ file }) => !isQueries(file) && !/^src\/(db|sandbox)\//.test(file),
  );
  expect(containing(elsewhere, sql)).toEqual([]);
});

test("pages can be turned from right to left: nothing is set to the left or right of anything", () => {
  const sided =
    /[\s"'`:!-](?:(?:scroll-)?[mp][lr]-|(?:left|right|inset-[lr])-(?:[\d[]|auto|full|px)|(?:text|float|clear)-(?:left|right)\b|(?:border|rounded)-(?:[lr]|[tb][lr])(?:-|[\s"'`])|(?:divide-x|space-x)-reverse)/;
  const pages = product.filter(({ file }) => /^src\/(ui|app)\//.test(file));
  expect(containing(pages, sided)).toEqual([]);
  const css = readFileSync("src/app/globals.css", "utf8");
  expect(css).not.toMatch(
    /(margin|padding|border)-(left|right)|text-align:\s*(left|right)|^\s*(left|right):/m,
  );
});

test("only commit writes the books", () => {
  const writers = bookWriters(billing);
  expect(writers).toContain("writeBooks");
  const others = product.filter(
    ({ file }) => !isQueries(file) && !/^src\/billing\/commit(\.ts$|\/)/.test(file),
  );
  expect(containing(others, new RegExp(`\\b(${writers.join("|")})\\(`))).toEqual([]);
});

test("billing takes its time as an argument, from the lock", () => {
  const clocks =
    /new Date\(\s*\)|\bDate\.now\(|\bperformance\.now\(|Temporal\.Now|(?<![\w.])now\(\)|current_timestamp|clock_timestamp/i;
  // A number that only grows, for caches to compare; nothing is booked at it.
  const version = "extract(epoch from clock_timestamp())";
  const withoutVersion = billing.map((one) => ({ ...one, code: one.code.replace(version, "") }));
  expect(containing(withoutVersion, clocks)).toEqual([]);
});

test("billing fails with a BillingError or an assertion", () => {
  expect(containing(billing, /throw new (Error|TypeError|RangeError|TRPCError)\(/)).toEqual([]);
});

test("only env.ts reads the environment", () => {
  const readers = product.filter(({ file }) => file !== "src/env.ts");
  // NODE_ENV is put in by the bundler; setting a variable for a library is no reading.
  expect(containing(readers, /process\.env\b(?!\.NODE_ENV\b|\.\w+ = )/)).toEqual([]);
});

test("money never goes through a server action", () => {
  expect(containing(src, /["']use server["']/)).toEqual([]);
});

test("procedures are built from the ladder in trpc/init.ts", () => {
  const others = product.filter(({ file }) => file !== "src/trpc/init.ts");
  expect(containing(others, /\bt\.procedure\b|initTRPC/)).toEqual([]);
});

test("files have a subject: no utils, helpers or types", () => {
  const vague = /^(utils?|helpers?|types|common|misc)\.tsx?$/;
  expect(src.map(({ file }) => file).filter((file) => vague.test(basename(file)))).toEqual([]);
});

test("files stay under 250 lines", () => {
  const all = ["src", "migrations", "scripts", "test", "e2e"].filter(existsSync).flatMap(sources);
  const long = all.filter(({ text }) => text.trimEnd().split("\n").length > 250);
  const names = long.map(({ file }) => file);
  expect(names.filter((file) => !(file in longFiles))).toEqual([]);
});

test("every migration is one that runs: a file nobody registered would change nothing", () => {
  const files = readdirSync("migrations").filter((name) => name.endsWith(".ts"));
  const registered = readFileSync("src/db/migrate.ts", "utf8");
  const forgotten = files.filter((name) => !registered.includes(`  "${name.slice(0, -3)}": `));
  expect(files.length).toBeGreaterThan(40);
  expect(forgotten).toEqual([]);
});

test("migrations import no application code and know one clock", () => {
  const migrations = sources("migrations");
  expect(importing(migrations, /^src\//)).toEqual([]);
  expect(containing(migrations, /default\s+(now\(\)|current_timestamp)/i)).toEqual([]);
});

describe("these rules can fail", () => {
  const code = withoutComments(`
    import "./bare"; // import "./comment"
    import { a, type B } from "@/billing/refunds/request";
    import type { C } from '../c';
    export { d } from "./d";
    const e = await import("@/sandbox/clock");
    const url = "http://x/y"; /* import f from "./f" */
    import g, * as h from "kysely";
  `);

  test("the scanner sees every kind of import, and none in comments", () => {
    expect(importsOf(code).map(({ path }) => path)).toEqual([
      "@/billing/refunds/request",
      "../c",
      "./d",
      "kysely",
      "./bare",
      "@/sandbox/clock",
    ]);
    expect(code).toContain('"http://x/y"');
  });

  test("an import that points up is named", () => {
    const up = madeUp("src/billing/ledger/post.ts", 'import { x } from "../../trpc/init";');
    expect(wrongFolders(up)).toEqual(["src/billing/ledger/post.ts imports ../../trpc/init"]);
    const down = madeUp("src/trpc/init.ts", 'import { x } from "@/billing/ledger/post";');
    expect(wrongFolders(down)).toEqual([]);
  });

  test("the API reaches the sandbox only by a dynamic import", () => {
    const router = "src/trpc/sandbox.ts";
    const eager = madeUp(router, 'import { advance } from "@/sandbox/clock";');
    const lazy = madeUp(router, 'const clock = await import("@/sandbox/clock");');
    expect(wrongFolders(eager)).toHaveLength(1);
    expect(wrongFolders(lazy)).toEqual([]);
  });

  test("a later module of billing, and an earlier one's operation, are refused", () => {
    const operation = madeUp(
      "src/billing/ledger/post.ts",
      'import type { Tx } from "@/db/client";',
    );
    const rule = madeUp("src/billing/credits/expiry.ts", 'import { a } from "../plans/periods";');
    const use = madeUp("src/billing/credits/grant.ts", 'import { post } from "../ledger/post";');
    const read = madeUp("src/billing/credits/grant.ts", 'import { q } from "../plans/queries";');
    const operations = operationsOf([operation]);
    expect(wrongBillingImports(rule, operations)).toHaveLength(1);
    expect(wrongBillingImports(use, operations)).toHaveLength(1);
    expect(wrongBillingImports(read, operations)).toEqual([]);
  });

  test("every name in the rules is a folder or a file of src, or is still to come", () => {
    const tops = new Set(Object.keys(mayImport));
    const used = Object.values(mayImport).flat();
    expect(used.filter((name) => !tops.has(name))).toEqual([]);
    expect(new Set(billingOrder.flat()).size).toBe(billingOrder.flat().length);
  });
});

function madeUp(file: string, text: string): Source {
  const imports = importsOf(text).map((one) => ({ ...one, target: resolve(file, one.path) }));
  return { file, text, code: text, imports };
}

function importing(among: Source[], pattern: RegExp): string[] {
  return among.flatMap(({ file, imports }) =>
    imports
      .filter(({ target }) => pattern.test(target))
      .map(({ path }) => `${file} imports ${path}`),
  );
}

function containing(among: Source[], pattern: RegExp): string[] {
  return among.flatMap(({ file, code }) => {
    const [found] = pattern.exec(code) ?? [];
    return found === undefined ? [] : [`${file}: ${found}`];
  });
}

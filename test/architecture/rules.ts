import { basename } from "node:path";
import { folderOf, type Source } from "./source";

/** What each folder of src may import, besides itself. Arrows point down. */
export const mayImport: Record<string, string[]> = {
  app: ["trpc", "ui", "auth", "lib", "messages", "env"],
  "app/api": [
    "trpc",
    "ui",
    "auth",
    "staff",
    "exports",
    "billing",
    "stripe",
    "jobs",
    "db",
    "lib",
    "messages",
    "env",
  ],
  trpc: [
    "staff",
    "exports",
    "billing",
    "stripe",
    "webhooks",
    "sandbox",
    "auth",
    "db",
    "lib",
    "messages",
    "env",
  ],
  // What only staff look at, across accounts: reads, and notes that are no books.
  staff: ["billing", "auth", "db", "lib"],
  // Files the worker writes of what staff look at: each kind is a query of its own.
  exports: ["staff", "billing", "auth", "db", "lib"],
  // It hands out a key and sign-ins, and makes both as the product does.
  sandbox: ["jobs", "billing", "stripe", "auth", "db", "lib", "env"],
  // Mails are worded in auth, as are those of signing in.
  jobs: ["exports", "billing", "stripe", "webhooks", "auth", "db", "lib", "env"],
  // It writes the mail that tells of an endpoint nothing arrives at.
  webhooks: ["billing", "auth", "db", "lib", "messages", "env"],
  stripe: ["billing", "db", "lib", "env"],
  billing: ["db", "lib", "env"],
  auth: ["db", "lib", "messages", "env"],
  db: ["lib", "env"],
  ui: ["lib", "messages"],
  env: ["lib"], // it checks addresses and colours as it parses them
  proxy: ["auth", "lib", "env"],
  instrumentation: ["lib"],
  messages: [],
  client: [],
  lib: ["env"],
};

/** Inside billing each module's pure files and types may use those of the modules before it. */
export const billingOrder = [
  ["ledger"],
  ["accounts"],
  ["quotes"],
  ["credits"],
  ["invoices"],
  ["plans"],
  ["payments"],
  ["refunds"],
  ["disputes"],
  ["adjustments"],
  ["alerts"],
  ["reconciliation", "reports"],
  ["months"],
];

/** Imports that point up, or out of src. */
export function wrongFolders(source: Source): string[] {
  const folder = folderRule(source.file);
  const allowed = mayImport[folder];
  if (!allowed) return [`${source.file}: no rule says what src/${folder} may import`];
  return source.imports
    .filter(({ path, target }) => isOurs(path) && !isOwn(source.file, target))
    .filter(({ target, dynamic, typeOnly }) => {
      const into = folderOf(target);
      if (into === undefined) return !mayLeaveSrc(source.file, target);
      // The sandbox must not be in a production bundle: the API reaches it only when asked.
      if (folder === "trpc" && into === "sandbox") return !dynamic && !typeOnly;
      return !allowed.includes(into);
    })
    .map(({ path }) => `${source.file} imports ${path}`);
}

/** Imports against the order inside billing, and uses of another module's operation. */
export function wrongBillingImports(source: Source, operations: Set<string>): string[] {
  const from = billingModule(source.file);
  if (from === undefined || isTest(source.file)) return [];
  return source.imports
    .filter(({ target, typeOnly }) => {
      const into = billingModule(target);
      if (into === undefined || into === from || isQueries(target)) return false;
      return rank(into) >= rank(from) || (operations.has(target) && !typeOnly);
    })
    .map(({ path }) => `${source.file} imports ${path}`);
}

/** Files that take a Tx or a Db: what they import says so. */
export function operationsOf(billing: Source[]): Set<string> {
  const operations = billing.filter(
    ({ file, imports }) =>
      !isQueries(file) &&
      imports.some(
        ({ target, typeOnly }) =>
          target.startsWith("src/db/client") ||
          target.startsWith("src/db/transaction") ||
          (isQueries(target) && !typeOnly),
      ),
  );
  return new Set(operations.map(({ file }) => file.replace(/\.tsx?$/, "")));
}

/** Names of the functions that write what a Decision says, which only commit may call. */
export function bookWriters(billing: Source[]): string[] {
  return billing
    .filter(({ file }) => isQueries(file))
    .flatMap(({ code }) => [...code.matchAll(/export (?:async )?function (\w+)\(([^)]*)\)/g)])
    .filter(([, , parameters = ""]) => /\b(Decision|BooksEntry)\b/.test(parameters))
    .map(([, name = ""]) => name);
}

/** Whether the file may hold SQL: `queries.ts`, or one of several split by noun. */
export function isQueries(path: string): boolean {
  const name = basename(path).replace(/\.tsx?$/, "");
  return name === "queries" || name.endsWith("-queries") || path.includes("/queries/");
}

export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file);
}

function folderRule(file: string): string {
  if (file.startsWith("src/app/api/")) return "app/api";
  return (folderOf(file) ?? "").replace(/\.tsx?$/, "");
}

function isOwn(file: string, target: string): boolean {
  return folderOf(file) === folderOf(target) && folderOf(target) !== undefined;
}

function isOurs(path: string): boolean {
  return path.startsWith("@/") || path.startsWith(".");
}

// The catalogue is a file of whoever runs Tallybook, so it stands at the root; tests share one seed.
function mayLeaveSrc(file: string, target: string): boolean {
  if (isTest(file)) return target === "test/runs" || target === "tallybook.catalog";
  if (target.startsWith("migrations/")) return file === "src/db/migrate.ts";
  return target === "tallybook.catalog" && !/^src\/(ui|lib|client|app)\//.test(file);
}

function billingModule(path: string): string | undefined {
  const [, module, file] = /^src\/billing\/([^/]+)\/(.+)$/.exec(path) ?? [];
  return file !== undefined && module !== undefined && rank(module) >= 0 ? module : undefined;
}

function rank(module: string): number {
  return billingOrder.findIndex((names) => names.includes(module));
}

import { parseArgs } from "node:util";
import { createDb, type Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { listApiKeys, revokeApiKey } from "./api-key-queries";
import { createApiKey } from "./api-keys";
import { isScope, type Scope, scopes } from "./roles";

const usage = `Keys for app backends.

  npm run api-key -- create --name <name> [--scopes a,b] [--expires 90d]
  npm run api-key -- list
  npm run api-key -- revoke <prefix>

Scopes: ${scopes.join(" ")}
Without --scopes a key may do everything; without --expires it has no end.`;

async function main(db: Db): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: "string" },
      scopes: { type: "string" },
      expires: { type: "string" },
    },
  });
  const [command, prefix] = positionals;
  if (command === "create" && values.name) {
    return await create(db, { ...values, name: values.name });
  }
  if (command === "list") return await list(db);
  if (command === "revoke" && prefix) return await revoke(db, prefix);
  complain(usage);
  return 2;
}

async function create(
  db: Db,
  options: { name: string; scopes?: string; expires?: string },
): Promise<number> {
  const wanted = options.scopes?.split(",").map((scope) => scope.trim()) ?? [...scopes];
  const unknown = wanted.filter((scope) => !isScope(scope));
  const expiresAt = options.expires === undefined ? undefined : timeFromNow(options.expires);
  if (unknown.length > 0 || expiresAt === null) {
    complain(unknown.length > 0 ? `No such scope: ${unknown.join(", ")}` : "--expires: 90d, 12h");
    return 2;
  }
  const { key } = await inTransaction(db, (tx) =>
    createApiKey(tx, { name: options.name, scopes: wanted as Scope[], expiresAt }),
  );
  say(key);
  complain("Keep it now: it is not stored and cannot be shown again.");
  return 0;
}

async function list(db: Db): Promise<number> {
  const keys = await readAs(db, { role: "tallybook_app" }, listApiKeys);
  for (const key of keys) {
    const state = key.revokedAt ? "revoked" : ended(key.expiresAt) ? "expired" : "usable";
    const used = key.lastUsedAt ? `last used ${key.lastUsedAt.toISOString()}` : "never used";
    say([key.prefix, key.name, state, used, key.scopes.join(",")].join("\t"));
  }
  return 0;
}

async function revoke(db: Db, prefix: string): Promise<number> {
  if (await inTransaction(db, (tx) => revokeApiKey(tx, prefix))) {
    say(`${prefix} is revoked; it stops working within a second.`);
    return 0;
  }
  complain(`No key begins with ${prefix}.`);
  return 1;
}

function ended(at: Date | null): boolean {
  return at !== null && at.getTime() <= Date.now();
}

/** `90d` or `12h` from now; null when it is neither. */
function timeFromNow(text: string): Date | null {
  const [, count, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (!count) return null;
  return new Date(Date.now() + Number(count) * (unit === "d" ? 86_400_000 : 3_600_000));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

if (!env.DATABASE_URL) {
  complain("No database: start the sandbox with npm start, or set DATABASE_URL.");
  process.exit(1);
}
const db = createDb(env.DATABASE_URL, { max: 1, applicationName: "tallybook-api-key" });
try {
  process.exitCode = await main(db);
} finally {
  await db.destroy();
}

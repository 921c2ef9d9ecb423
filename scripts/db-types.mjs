// npm run db:types: writes src/db/schema.ts from the migrations; --check only compares.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codegenArguments, withBrandedIds } from "./lib/db-types.mjs";
import { ensureInstalled, node24, reexecWithNode24, root } from "./lib/install.mjs";

ensureInstalled();
await reexecWithNode24(import.meta.url);

const schemaPath = join(root, "src/db/schema.ts");
const folder = mkdtempSync(join(tmpdir(), "tallybook-types-"));
try {
  const wanted = await migratedSchema();
  if (!process.argv.includes("--check")) {
    writeFileSync(schemaPath, wanted);
    console.log("src/db/schema.ts is written.");
  } else if (wanted === readFileSync(schemaPath, "utf8")) {
    console.log("src/db/schema.ts is up to date.");
  } else {
    console.error("src/db/schema.ts is not what the migrations make; run npm run db:types.");
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The types of DATABASE_URL when given (already migrated), else of a cluster made for this. */
async function migratedSchema() {
  if (process.env.DATABASE_URL) return generate(process.env.DATABASE_URL);

  const { register } = await import("tsx/esm/api");
  register();
  const { startPostgres } = await import("../src/sandbox/postgres.ts");
  const { migrate } = await import("../src/db/migrate.ts");
  chmodSync(folder, 0o755); // Postgres may run as another user, who must get through here.
  const postgres = await startPostgres({ dataDir: folder });
  try {
    await migrate(postgres.url);
    return generate(postgres.url);
  } finally {
    await postgres.stop();
  }
}

function generate(url) {
  const outFile = join(folder, "schema.ts");
  const codegen = join(root, "node_modules/kysely-codegen/dist/cli/bin.js");
  const done = spawnSync(node24(), [codegen, ...codegenArguments({ url, outFile })], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(`kysely-codegen failed:\n${done.stdout}${done.stderr}`);
  return withBrandedIds(readFileSync(outFile, "utf8"));
}

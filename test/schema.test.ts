import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { testDatabaseUrl } from "./database";

test("src/db/schema.ts is what the migrations make", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["scripts/db-types.mjs", "--check"],
    { env: { ...process.env, DATABASE_URL: testDatabaseUrl() }, encoding: "utf8" },
  );
  expect(`${stdout}${stderr}`).toBe("src/db/schema.ts is up to date.\n");
  expect(status).toBe(0);
});

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { freshDatabase } from "./database";

test("src/db/schema.ts is what the migrations make", async () => {
  const { url } = await freshDatabase();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["scripts/db-types.mjs", "--check"],
    { env: { ...process.env, DATABASE_URL: url }, encoding: "utf8" },
  );
  expect(`${stdout}${stderr}`).toBe("src/db/schema.ts is up to date.\n");
  expect(status).toBe(0);
});

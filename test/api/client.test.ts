import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openApi, serveApi } from "./harness";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "tallybook-client-"));
let server: Awaited<ReturnType<typeof serveApi>>;
let apiKey: string;

beforeAll(async () => {
  apiKey = await openApi();
  server = await serveApi();
  await run(process.execPath, [join(root, "scripts/build-client.mjs"), join(folder, "package")]);
  await run("npm", ["pack", join(folder, "package"), "--pack-destination", folder], {
    cwd: folder,
  });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const offline = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", ["install", ...offline, join(folder, "tallybook-0.1.0.tgz")], { cwd: folder });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("packed and installed into an empty folder, the README's lines type-check and run", async () => {
  writeFileSync(join(folder, "app.ts"), readmeLines());
  for (const how of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ] as const) {
    await typeCheck("app.ts", how);
  }
  const env = { ...process.env, TALLYBOOK_URL: server.url, TALLYBOOK_KEY: apiKey };
  const { stdout } = await run(process.execPath, ["app.ts"], { cwd: folder, env });
  expect(stdout).toBe("15 credits spent, 19985 left\n");
});

test("a wrong field does not compile, and CommonJS may require it", async () => {
  writeFileSync(
    join(folder, "wrong.ts"),
    `import { createTallybook } from "tallybook";
     const { credits } = createTallybook({ url: "", apiKey: "" });
     void credits.consume({ account: "a", feature: "image", quantity: "3" });`,
  );
  await expect(typeCheck("wrong.ts", ["nodenext", "nodenext"])).rejects.toThrow("TS2322");
  const ask = 'console.log(typeof require("tallybook").createTallybook)';
  const { stdout } = await run(process.execPath, ["--input-type=commonjs", "-e", ask], {
    cwd: folder,
  });
  expect(stdout).toBe("function\n");
});

/** The README's one block of TypeScript: ten lines at most, as its heading says. */
function readmeLines(): string {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  const lines = blocks.find((code) => code.includes("createTallybook")) ?? "";
  const written = lines.split("\n").filter((line) => line.trim() !== "").length;
  expect(written).toBeGreaterThan(5);
  expect(written).toBeLessThanOrEqual(10);
  return lines;
}

/** As a backend would, with the strictest settings and none of our packages but Node's own types. */
async function typeCheck(file: string, [module, moduleResolution]: readonly [string, string]) {
  const flags = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--lib", "es2023"];
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
  const how = ["--target", "es2023", "--module", module, "--moduleResolution", moduleResolution];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, file, ...flags, ...types, ...how], { cwd: folder }).catch(
    (failed: { stdout: string }) => Promise.reject(new Error(failed.stdout)),
  );
}

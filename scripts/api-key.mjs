// npm run api-key -- create | list | revoke: keys for app backends (src/auth/api-key-cli.ts).

import { join } from "node:path";
import { register } from "tsx/esm/api";
import { ensureInstalled, reexecWithNode24, root } from "./lib/install.mjs";

ensureInstalled();
await reexecWithNode24(import.meta.url);
register();

process.env.DATABASE_URL ||= await sandboxUrl();
await import("../src/auth/api-key-cli.ts");

/** Without DATABASE_URL the sandbox is meant: its address stands in its own folder. */
async function sandboxUrl() {
  const { postgresHome } = await import("../src/sandbox/postgres-home.ts");
  const { readCredentials, urlOf } = await import("../src/sandbox/postgres-cluster.ts");
  const home = postgresHome(process.env.DATA_DIR || join(root, ".data"));
  const credentials = readCredentials(home);
  if (!credentials)
    throw new Error("No sandbox here yet: run npm start first, or set DATABASE_URL.");
  process.env.SANDBOX ||= "1";
  return urlOf(credentials);
}

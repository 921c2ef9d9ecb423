import { createDb } from "@/db/client";
import { env } from "@/env";
import { staffCommand } from "./run-staff-command";

// npm run staff: who of us may sign in, and as what.
if (!env.DATABASE_URL) {
  process.stderr.write("No database: start the sandbox with npm start, or set DATABASE_URL.\n");
  process.exit(1);
}
const db = createDb(env.DATABASE_URL, { max: 1, applicationName: "tallybook-staff" });
try {
  const { status, lines } = await staffCommand(db, process.argv.slice(2));
  const out = status === 0 ? process.stdout : process.stderr;
  for (const line of lines) out.write(`${line}\n`);
  process.exitCode = status;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await db.destroy();
}

import { createDb } from "@/db/client";
import { databaseUrl } from "@/env";
import { staffCommand } from "./run-staff-command";

// npm run staff: who of us may sign in, and as what.
const db = createDb(databaseUrl(), { max: 1, applicationName: "tallybook-staff" });
try {
  const { status, lines } = await staffCommand(db, process.argv.slice(2));
  const out = status === 0 ? process.stdout : process.stderr;
  for (const line of lines) out.write(`${line}\n`);
  process.exitCode = status;
} finally {
  await db.destroy();
}

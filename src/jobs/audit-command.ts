import { checkBooks } from "@/billing/ledger/audit";
import { createDb } from "@/db/client";
import { databaseUrl, env } from "@/env";
import { againstAnchors } from "./against-anchors";

// npm run audit:books: each check with ok or its first wrong row; not 0 when a row is wrong. --anchor as in audit:log.
const db = createDb(databaseUrl(), {
  max: 1,
  statementTimeoutMs: 0,
  applicationName: "tallybook-audit",
});
const started = performance.now();
try {
  const checked = await checkBooks(db, env.HOUSE_TIMEZONE);
  for (const { check, finding } of checked)
    say(finding ? wrong(check, finding) : `ok     ${check}`);
  const findings = checked.filter(({ finding }) => finding).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${checked.length} checks in ${seconds} s, ${findings} of them found something wrong.`);
  const anchored = await againstAnchors(db, process.argv.slice(2));
  for (const { line } of anchored) say(line);
  process.exitCode = findings > 0 || anchored.some(({ ok }) => !ok) ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await db.destroy();
}

function wrong(check: string, { accountId, detail }: { accountId: string | null; detail: string }) {
  return `WRONG  ${check}\n       account ${accountId ?? "none"}: ${detail}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

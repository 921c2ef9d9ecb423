import { checkChains } from "@/billing/ledger/audit";
import { createDb } from "@/db/client";
import { readAs } from "@/db/transaction";
import { databaseUrl } from "@/env";
import { againstAnchors } from "./against-anchors";

// npm run audit:log: every chain of what was booked and of what else was done, or the first row of it that is
// missing, altered or not where it was; not 0 when there is one. With --anchor and a file or a text, also whether all
// that stood when the anchors in it were made still does.
const db = createDb(databaseUrl(), {
  max: 1,
  statementTimeoutMs: 0,
  applicationName: "tallybook-audit",
});
try {
  const checked = await readAs(db, { role: "tallybook_read" }, checkChains);
  for (const { check, finding } of checked) {
    const of = finding?.accountId ? `account ${finding.accountId}` : "no account";
    say(finding ? `WRONG  ${check}\n       ${of}: ${finding.detail}` : `ok     ${check}`);
  }
  const anchored = await againstAnchors(db, process.argv.slice(2));
  for (const { line } of anchored) say(line);
  const isWrong = checked.some(({ finding }) => finding) || anchored.some(({ ok }) => !ok);
  process.exitCode = isWrong ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await db.destroy();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

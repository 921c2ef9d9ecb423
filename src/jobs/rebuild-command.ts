import { correctWrong, findWrong } from "@/billing/rebuild";
import { createDb } from "@/db/client";
import { databaseUrl, env } from "@/env";

// npm run rebuild: every stored figure that is made from others, made again and compared; -- --write corrects them,
// never the ledger. Not 0 when something differs at its end.
const db = createDb(databaseUrl(), {
  max: 1,
  statementTimeoutMs: 0,
  applicationName: "tallybook-rebuild",
});
try {
  let wrong = await findWrong(db, env.HOUSE_TIMEZONE);
  for (const { table, accountId, detail } of wrong)
    say(`WRONG  ${table}\n       ${accountId ? `account ${accountId}: ` : ""}${detail}`);
  if (process.argv.includes("--write") && wrong.length > 0) {
    const before = wrong.length;
    for (const { accountId, error } of await correctWrong(db, wrong))
      say(`account ${accountId} is as it was: ${error instanceof Error ? error.message : error}`);
    wrong = await findWrong(db, env.HOUSE_TIMEZONE);
    say(`${before - wrong.length} of ${before} figures are written anew.`);
  }
  say(wrong.length === 0 ? "Every figure is what it is made from." : `${wrong.length} differ.`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await db.destroy();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

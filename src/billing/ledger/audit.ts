import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { findBrokenLink } from "./audit-chain";
import { checkpointChecks } from "./audit-checkpoint-queries";
import { creditChecks } from "./audit-credit-queries";
import { disputeChecks } from "./audit-dispute-queries";
import { findBrokenAct } from "./audit-log";
import { moneyChecks } from "./audit-money-queries";
import { paymentChecks } from "./audit-payment-queries";
import { type Check, findFirstWrong, ledgerChecks, makeReady } from "./audit-queries";
import { refundChecks } from "./audit-refund-queries";
import { dayRollupChecks, rollupChecks } from "./audit-rollup-queries";

/** What a check found first; `accountId` is null where the row is no account's. */
export type Finding = { check: string; accountId: string | null; detail: string };

export type Checked = { check: string; finding: Finding | null };

/** Every proof but that of the chains, each by one question. */
export const allChecks: readonly Check[] = [
  ...ledgerChecks,
  ...creditChecks,
  ...moneyChecks,
  ...paymentChecks,
  ...refundChecks,
  ...disputeChecks,
  ...checkpointChecks,
  ...rollupChecks,
  ...dayRollupChecks,
];

/**
 * Proves BOOKS B2 (1)–(4) and the invariants of FAULTS over the whole database, whose days end by `houseTimezone`; empty
 * when it holds. Whoever knows what has changed since the last time may ask for fewer checks; the chains are followed
 * always.
 */
export async function auditBooks(
  db: Db,
  houseTimezone: string,
  checks = allChecks,
): Promise<Finding[]> {
  return (await checkBooks(db, houseTimezone, checks)).flatMap(({ finding }) => finding ?? []);
}

/**
 * Every check with its first wrong row, on one consistent picture.
 *
 * Inside a transaction of the caller's it sees what that has written so far.
 */
export async function checkBooks(
  db: Db,
  houseTimezone: string,
  checks = allChecks,
): Promise<Checked[]> {
  const run = (tx: Tx) => runChecks(tx, houseTimezone, checks);
  return db.isTransaction ? await run(db as Tx) : await readAs(db, { role: "tallybook_read" }, run);
}

async function runChecks(
  tx: Tx,
  houseTimezone: string,
  checks: readonly Check[],
): Promise<Checked[]> {
  await makeReady(tx, houseTimezone);
  const checked: Checked[] = [];
  for (const check of checks) {
    const wrong = await findFirstWrong(tx, check);
    const { name } = check;
    checked.push({
      check: name,
      finding: wrong ? { check: name, accountId: wrong.account_id, detail: wrong.detail } : null,
    });
  }
  return [...checked, ...(await checkChains(tx))];
}

/** Every chain: of what was booked, and of what else was done (FAULTS I11, I14). */
export async function checkChains(tx: Tx): Promise<Checked[]> {
  const of = (check: string, broken: Omit<Finding, "check"> | undefined): Checked => {
    return { check, finding: broken ? { check, ...broken } : null };
  };
  return [
    of("every hash chain verifies", await findBrokenLink(tx)),
    of("the audit log's chains verify", await findBrokenAct(tx)),
  ];
}

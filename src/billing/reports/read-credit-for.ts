import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { listAccountCredit } from "../ledger/queries";
import { listOpenTotals } from "./carried-queries";

/**
 * What of an invoice to come account credit will pay, as of now; null for nothing. What is open already, and
 * drafts that are issued before it, take theirs first, and a draft in the account's favour adds to it (BOOKS B6).
 */
export async function readCreditFor(
  tx: Tx,
  accountId: AccountId,
  { minor: total, currency }: Money,
): Promise<Money | null> {
  const [kept] = await listAccountCredit(tx, [accountId]);
  const before = await listOpenTotals(tx, accountId);
  const left = before.reduce((credit, open) => atLeastNothing(credit - open), kept?.minor ?? 0n);
  const minor = left < total ? left : total;
  return minor > 0n ? { minor, currency } : null;
}

function atLeastNothing(minor: bigint): bigint {
  return minor > 0n ? minor : 0n;
}

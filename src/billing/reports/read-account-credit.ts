import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { getAccountCurrency } from "../accounts/queries";
import { listCreditMoves } from "./account-credit-queries";
import { wayOf } from "./explain-money";

export type AccountCreditEntry = {
  at: Date;
  /** The ledger entry that says so. */
  version: bigint;
  what: "kept" | "applied" | "paidOut";
  /** The document it came from, or the one it paid; of what went out with a refund at the processor none. */
  invoiceId: InvoiceId | null;
  number: string | null;
  amount: Money;
  balance: Money;
  reason: string;
};

export type AccountCredit = { balance: Money; entries: AccountCreditEntry[] };

/** PM4: money kept for an account, line by line: which document it came from, which invoices it paid. */
export async function readAccountCredit(tx: Tx, accountId: AccountId): Promise<AccountCredit> {
  const currency = await getAccountCurrency(tx, accountId);
  let minor = 0n;
  const entries = (await listCreditMoves(tx, accountId)).map(
    ({ at, version, minor: moved, reason, invoiceId, number }): AccountCreditEntry => {
      minor += moved;
      return {
        ...{ at, version, what: wayOf(moved, invoiceId), invoiceId, number, reason },
        amount: { minor: moved < 0n ? -moved : moved, currency },
        balance: { minor, currency },
      };
    },
  );
  return { balance: { minor, currency }, entries };
}

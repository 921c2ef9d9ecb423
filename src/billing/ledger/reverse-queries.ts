import type { Tx } from "@/db/client";
import type { AccountId, GrantId, HoldId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import type { LedgerTransactionKind } from "../decision";
import type { LedgerAccount } from "./accounts";
import type { BookedTransaction } from "./decide-reverse";

/** A ledger transaction with its transfers, and which of them were reversed since. */
export async function findTransaction(
  tx: Tx,
  accountId: AccountId,
  version: bigint,
): Promise<BookedTransaction | undefined> {
  const rows = await tx
    .selectFrom("ledger_transactions as l")
    .innerJoin("transfers as t", (join) =>
      join
        .onRef("t.account_id", "=", "l.account_id")
        .onRef("t.account_version", "=", "l.account_version"),
    )
    .innerJoin("ledger_accounts as f", (join) =>
      join.onRef("f.account_id", "=", "t.account_id").onRef("f.id", "=", "t.from_id"),
    )
    .innerJoin("ledger_accounts as d", (join) =>
      join.onRef("d.account_id", "=", "t.account_id").onRef("d.id", "=", "t.to_id"),
    )
    .leftJoin("transfers as r", (join) =>
      join
        .onRef("r.account_id", "=", "t.account_id")
        .onRef("r.reversed_version", "=", "t.account_version")
        .onRef("r.reversed_position", "=", "t.position"),
    )
    .where("l.account_id", "=", accountId)
    .where("l.account_version", "=", version)
    .orderBy("t.position")
    .select(["l.kind", "t.position", "t.amount", "t.asset", "f.id as from_id", "d.id as to_id"])
    .select(["f.kind as from_kind", "d.kind as to_kind", "r.account_version as reversed_by"])
    .select(["t.plan_period_id", "t.invoice_line_id", "t.grant_id", "t.hold_id"])
    .execute();
  const [first] = rows;
  if (!first) return undefined;
  const kind = first.kind as LedgerTransactionKind;
  return { version, kind, transfers: rows.map(transferOf) };
}

type TransferRow = {
  position: number;
  from_id: LedgerAccount["id"];
  from_kind: string;
  to_id: LedgerAccount["id"];
  to_kind: string;
  asset: string;
  amount: bigint;
  plan_period_id: PlanPeriodId | null;
  invoice_line_id: InvoiceLineId | null;
  grant_id: GrantId | null;
  hold_id: HoldId | null;
  reversed_by: bigint | null;
};

function transferOf(row: TransferRow): BookedTransaction["transfers"][number] {
  return {
    position: row.position,
    from: sideOf(row.from_id, row.from_kind, row.asset),
    to: sideOf(row.to_id, row.to_kind, row.asset),
    amount: row.amount,
    planPeriodId: row.plan_period_id,
    invoiceLineId: row.invoice_line_id,
    grantId: row.grant_id,
    holdId: row.hold_id,
    isReversed: row.reversed_by !== null,
  };
}

function sideOf(id: LedgerAccount["id"], kind: string, asset: string): LedgerAccount {
  return { id, kind: kind as LedgerAccount["kind"], asset };
}

import { type Selectable, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { DB } from "@/db/schema";
import type { AccountId, DisputeId, GrantId, InvoiceLineId, PaymentId } from "@/lib/ids";
import { type DirectoryEntry, insertDirectory } from "../accounts/queries";
import type { Decision } from "../decision";
import type { GrantCategory } from "../ledger/accounts";
import type { DisputeState } from "./dispute";
import type { Lost } from "./regain";

/** Writes what decisions say of disputes; nearly always they say nothing. Before what names them. */
export async function writeDisputes(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const all = decisions.flatMap(({ accountId, disputing }) =>
    (disputing?.disputes ?? []).map((one) => ({ ...one, accountId })),
  );
  const fresh = all.filter(({ isNew }) => isNew);
  await insertRows(tx, "disputes", fresh.map(rowOf));
  for (const one of all.filter(({ isNew }) => !isNew)) {
    await tx
      .updateTable("disputes")
      .set(movingOf(one))
      .where("account_id", "=", one.accountId)
      .where("id", "=", one.id)
      .execute();
  }
  await insertDirectory(
    tx,
    fresh.flatMap(({ accountId, id, processorDisputeId }): DirectoryEntry[] => [
      { kind: "dispute", key: id, accountId, id },
      { kind: "processor_dispute", key: processorDisputeId, accountId, id },
    ]),
  );
  const movements = decisions.flatMap(({ accountId, disputing }) =>
    (disputing?.movements ?? []).map((one) => ({
      ...{ account_id: accountId, dispute_id: one.disputeId, kind: one.kind, minor: one.minor },
      balance_transaction_id: one.balanceTransactionId,
      ...{ settled_currency: one.settledCurrency, settled_minor: one.settledMinor },
      ...{ fee_minor: one.feeMinor, exchange_rate: one.exchangeRate, booked_at: one.bookedAt },
    })),
  );
  await insertRows(tx, "dispute_movements", movements);
  await closeExcess(
    tx,
    all.filter(({ isNew, excessMinor }) => !isNew && excessMinor === 0n),
  );
}

/** What was beyond the charge has room in it by now, or is not lost any more: nobody has to look at it. */
async function closeExcess(
  tx: Tx,
  disputes: readonly { accountId: AccountId; id: DisputeId }[],
): Promise<void> {
  if (disputes.length === 0) return;
  const accounts = plainArray(disputes.map(({ accountId }) => accountId));
  const ids = plainArray(disputes.map(({ id }) => id));
  await sql`
    update staff_tasks k set done_at = app_now(), done_by = 'system',
      done_because = 'Nothing of it is beyond the charge any more.'
    from unnest(${accounts}::uuid[], ${ids}::uuid[]) as d (account_id, id)
    where k.account_id = d.account_id and k.dispute_id = d.id and k.kind = 'dispute_excess' and k.done_at is null`.execute(
    tx,
  );
}

type Written = DisputeState & { accountId: AccountId };

function rowOf(one: Written) {
  return {
    ...{ account_id: one.accountId, id: one.id, payment_id: one.paymentId },
    ...{ invoice_id: one.invoiceId, processor_dispute_id: one.processorDisputeId },
    ...{ currency: one.currency, opened_at: one.openedAt, booked_at: one.bookedAt },
    ...movingOf(one),
  };
}

function movingOf(one: Written) {
  return {
    ...{ status: one.status, processor_status: one.processorStatus, reason: one.reason },
    ...{ network: one.network, network_reason: one.networkReason },
    ...{ amount_minor: one.amountMinor, returned_minor: one.returnedMinor },
    ...{ excess_minor: one.excessMinor, withdrawn_minor: one.withdrawnMinor },
    ...{ reinstated_minor: one.reinstatedMinor, lost_minor: one.lostMinor },
    ...{ policy: one.policy, shortfall: one.shortfall, due_by: one.dueBy },
    ...{ submissions: one.submissions, held_at: one.heldAt, closed_at: one.closedAt },
  };
}

export async function findDispute(
  tx: Db,
  accountId: AccountId,
  id: DisputeId,
): Promise<DisputeState | undefined> {
  const row = await tx
    .selectFrom("disputes")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
  return row && disputeOf(row);
}

/** Those of an account that may hold or take something else than they do once other things are given back. */
export async function listUnsettled(tx: Tx, accountId: AccountId): Promise<{ id: DisputeId }[]> {
  const { rows } = await sql<{ id: DisputeId }>`
    select id from disputes where account_id = ${accountId} and (status in ('open', 'under_review')
      or (status in ('lost', 'prevented') and (excess_minor > 0 or lost_minor = 0 or exists (
        select from line_returns r where r.account_id = disputes.account_id and r.dispute_id = disputes.id and r.stands
          and r.written_off + r.waived > 0))))
    order by closed_at nulls last, id`.execute(tx);
  return rows;
}

/** The youngest first. */
export async function listDisputesOfPayment(
  tx: Tx,
  accountId: AccountId,
  paymentId: PaymentId,
): Promise<{ id: DisputeId }[]> {
  return await tx
    .selectFrom("disputes")
    .where("account_id", "=", accountId)
    .where("payment_id", "=", paymentId)
    .orderBy("id", "desc")
    .select("id")
    .execute();
}

/** Names of the movements of its money that are booked. */
export async function listMovementsOf(
  tx: Tx,
  accountId: AccountId,
  id: DisputeId,
): Promise<Set<string>> {
  const rows = await tx
    .selectFrom("dispute_movements")
    .where("account_id", "=", accountId)
    .where("dispute_id", "=", id)
    .select("balance_transaction_id as name")
    .execute();
  return new Set(rows.map(({ name }) => name));
}

/** What losing it did and still stands, as the ledger has it. */
export async function readLost(tx: Tx, accountId: AccountId, id: DisputeId): Promise<Lost> {
  const sides = sql`from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where t.account_id = ${accountId} and t.dispute_id = ${id}`;
  // Of each line what went one way, less what came back of it; null is what is of none.
  const between = async (from: string, to: string) => {
    const { rows } = await sql<{ lineId: InvoiceLineId | null; amount: bigint }>`
      select t.invoice_line_id as "lineId", sum(case d.kind when ${to} then t.amount else -t.amount end)::int8 as amount
      ${sides} and ${from} in (f.kind, d.kind) and ${to} in (f.kind, d.kind) group by 1 order by 1`.execute(
      tx,
    );
    return rows;
  };
  const owed = await between("debt", "revoked");
  const freed = await sql<{ credits: bigint }>`
    select coalesce(sum(case f.kind when 'grant' then -t.amount else t.amount end), 0)::int8 as credits
    from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    join grants g on g.account_id = t.account_id and g.id = case f.kind when 'grant' then t.from_id else t.grant_id end
    where t.account_id = ${accountId} and (t.refund_id is not null or t.dispute_id <> ${id})
      and (f.kind = 'grant' and d.kind in ('held', 'revoked')
        or f.kind in ('held', 'revoked') and d.kind in ('grant', 'issued.rollover'))
      and t.account_version > (select max(t.account_version) ${sides} and f.kind = 'dispute_hold'
        and d.kind in ('deferred_revenue', 'dispute_loss'))
      and g.invoice_line_id in (select r.invoice_line_id from line_returns r
        where r.account_id = ${accountId} and r.dispute_id = ${id} and r.stands)`.execute(tx);
  const revoked = await sql<Selectable<DB["grants"]> & { credits: bigint }>`
    select g.*, r.credits from (
      select t.grant_id, sum(case d.kind when 'revoked' then t.amount else -t.amount end)::int8 as credits
      ${sides} and t.grant_id is not null and (d.kind = 'revoked' or f.kind = 'revoked') group by 1) r
    join grants g on g.account_id = ${accountId} and g.id = r.grant_id where r.credits > 0 order by g.id`.execute(
    tx,
  );
  return {
    deferred: ofLines(await between("dispute_hold", "deferred_revenue")),
    losses: ofLines(await between("dispute_hold", "dispute_loss")),
    owed: owed.reduce((sum, { amount }) => sum + amount, 0n),
    owedBy: ofLines(owed),
    freed: freed.rows[0]?.credits ?? 0n,
    revoked: revoked.rows.map(({ credits, ...row }) => ({ credits, grant: grantOf(row) })),
  };
}

function ofLines(rows: readonly { lineId: InvoiceLineId | null; amount: bigint }[]) {
  const some = rows.flatMap(({ lineId, amount }) =>
    lineId && amount > 0n ? [{ lineId, amount }] : [],
  );
  return new Map(some.map(({ lineId, amount }) => [lineId, amount]));
}

function grantOf(row: Selectable<DB["grants"]>): Lost["revoked"][number]["grant"] {
  return {
    ...{ id: row.id as GrantId, category: row.category as GrantCategory, priority: row.priority },
    ...{ amount: row.amount, effectiveAt: row.effective_at, expiresAt: row.expires_at },
    ...{ paidMinor: row.paid_minor ?? 0n, paidCurrency: row.paid_currency },
    ...{ planPeriodId: row.plan_period_id, sliceIndex: row.slice_index },
    ...{ invoiceLineId: row.invoice_line_id, parentGrantId: row.parent_grant_id },
    issuedAt: row.issued_at,
  };
}

function disputeOf(row: Selectable<DB["disputes"]>): DisputeState {
  return {
    ...{ id: row.id, paymentId: row.payment_id, invoiceId: row.invoice_id },
    ...{ processorDisputeId: row.processor_dispute_id, processorStatus: row.processor_status },
    // The constraints of the table say so.
    status: row.status as DisputeState["status"],
    policy: row.policy as DisputeState["policy"],
    shortfall: row.shortfall as DisputeState["shortfall"],
    ...{ reason: row.reason, network: row.network, networkReason: row.network_reason },
    ...{ currency: row.currency, amountMinor: row.amount_minor, dueBy: row.due_by },
    ...{ returnedMinor: row.returned_minor, excessMinor: row.excess_minor },
    ...{ withdrawnMinor: row.withdrawn_minor, reinstatedMinor: row.reinstated_minor },
    ...{ lostMinor: row.lost_minor, submissions: row.submissions, openedAt: row.opened_at },
    ...{ bookedAt: row.booked_at, heldAt: row.held_at, closedAt: row.closed_at },
  };
}

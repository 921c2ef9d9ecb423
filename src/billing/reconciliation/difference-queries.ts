import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { type AccountId, type DifferenceId, newId } from "@/lib/ids";
import type { Cause, Difference, DifferenceClass, Fix } from "./difference";

export type DifferenceStatus = "open" | "resolved" | "gone";

/** A difference as it is kept, with whose it is and what came of it. */
export type StoredDifference = Omit<Difference, "accountId"> & {
  id: DifferenceId;
  account: { id: AccountId; name: string } | null;
  status: DifferenceStatus;
  foundAt: Date;
  assignedTo: { id: string; name: string } | null;
  comments: number;
  closedAt: Date | null;
  closedBy: string | null;
  closedBecause: string | null;
};

export type DifferenceFilters = {
  status: DifferenceStatus;
  class?: DifferenceClass | undefined;
  account?: AccountId | undefined;
  assignedTo?: string | undefined;
};

const columns = sql`d.id, d.subject, d.class, d.cause, d.fix, d.balance_transaction_id as "balanceTransactionId", d.credits,
  case when d.currency is not null then jsonb_build_object('currency', d.currency, 'minor', d.amount_minor::text) end as money,
  d.facts, d.occurred_at as "occurredAt", d.found_at as "foundAt", d.status, d.closed_at as "closedAt",
  d.closed_by as "closedBy", d.closed_because as "closedBecause",
  case when a.id is not null then jsonb_build_object('id', a.id, 'name', a.name) end as account,
  case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name) end as "assignedTo",
  (select count(*) from reconciliation_comments c where c.difference_id = d.id)::int4 as comments`;

const joined = sql`reconciliation_differences d left join accounts a on a.id = d.account_id
  left join staff_users s on s.id = d.assigned_to`;

type Row = Omit<StoredDifference, "money" | "class" | "cause" | "fix"> & {
  money: { currency: string; minor: string } | null;
  class: DifferenceClass;
  cause: Cause;
  fix: Fix | null;
};

async function read(db: Db, rest: RawBuilder<unknown>): Promise<StoredDifference[]> {
  const { rows } = await sql<Row>`select ${columns} from ${joined} ${rest}`.execute(db);
  return rows.map(({ money, ...row }) => ({
    ...row,
    money: money && { currency: money.currency, minor: BigInt(money.minor) },
  }));
}

/** A page of the queue: what is open the oldest first, what is over the newest first; `after` is the last of a page. */
export async function listDifferences(
  db: Db,
  of: DifferenceFilters & { source: string; after?: string | undefined; limit: number },
): Promise<{ differences: StoredDifference[]; next: string | null }> {
  const [order, compare] = of.status === "open" ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`];
  const found = await read(
    db,
    sql`where d.source = ${of.source} and d.status = ${of.status}
      ${of.class ? sql`and d.class = ${of.class}` : sql``}
      ${of.account ? sql`and d.account_id = ${of.account}` : sql``}
      ${of.assignedTo ? sql`and d.assigned_to = ${of.assignedTo}` : sql``}
      ${of.after ? sql`and (d.occurred_at, d.id) ${compare} (select p.occurred_at, p.id from reconciliation_differences p where p.id = ${of.after})` : sql``}
      order by d.occurred_at ${order}, d.id ${order} limit ${of.limit + 1}`,
  );
  const differences = found.slice(0, of.limit);
  return { differences, next: found.length > of.limit ? (differences.at(-1)?.id ?? null) : null };
}

export async function findDifference(db: Db, id: string): Promise<StoredDifference | undefined> {
  const [found] = await read(db, sql`where d.id = ${id}`);
  return found;
}

export type Comment = { id: string; body: string; by: string; at: Date };

export async function listComments(db: Db, id: DifferenceId): Promise<Comment[]> {
  const { rows } = await sql<Comment>`
    select c.id, c.body, s.name as by, c.created_at as at
    from reconciliation_comments c join staff_users s on s.id = c.staff_user_id
    where c.difference_id = ${id} order by c.created_at, c.id limit 200`.execute(db);
  return rows;
}

/** How many wait, by class and currency, and what they come to. */
export async function sumOpen(
  db: Db,
  source: string,
): Promise<{ class: DifferenceClass; currency: string | null; count: number; minor: bigint }[]> {
  const { rows } = await sql<{
    class: DifferenceClass;
    currency: string | null;
    count: number;
    minor: bigint;
  }>`
    select class, currency, count(*)::int4 as count, coalesce(sum(amount_minor), 0)::int8 as minor
    from reconciliation_differences where source = ${source} and status = 'open'
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** Gives an open one to somebody of us, or to nobody. Whether there is one. */
export async function assignDifference(
  tx: Tx,
  { id, to }: { id: DifferenceId; to: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("reconciliation_differences")
    .set({ assigned_to: to })
    .where("id", "=", id)
    .where("status", "=", "open")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function insertComment(
  tx: Tx,
  { id, body, staffUserId }: { id: DifferenceId; body: string; staffUserId: string },
): Promise<void> {
  await tx
    .insertInto("reconciliation_comments")
    .values({
      ...{ id: newId<string>(), difference_id: id, body, staff_user_id: staffUserId },
      created_at: sql<Date>`app_now()`,
    })
    .execute();
}

/** Says why an open one is no trouble any more. Whether there is one. */
export async function resolveDifference(
  tx: Tx,
  { id, by, reason }: { id: DifferenceId; by: string; reason: string },
): Promise<boolean> {
  const closed = { closed_at: sql<Date>`app_now()`, closed_by: by, closed_because: reason };
  const { numUpdatedRows } = await tx
    .updateTable("reconciliation_differences")
    .set({ status: "resolved", ...closed })
    .where("id", "=", id)
    .where("status", "=", "open")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What this database transaction moved on an account, by the kinds of its ledger accounts. */
export async function listMoves(tx: Tx, accountId: AccountId): Promise<FixMove[]> {
  const { rows } = await sql<FixMove>`
    select f.kind as "from", d.kind as "to", t.asset, sum(t.amount)::int8 as amount
    from ledger_transactions l
    join transfers t on t.account_id = l.account_id and t.account_version = l.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where l.account_id = ${accountId} and l.xmin = pg_current_xact_id()::xid
    group by 1, 2, 3 order by 3, 1, 2`.execute(tx);
  return rows;
}

export type FixMove = { from: string; to: string; asset: string; amount: bigint };

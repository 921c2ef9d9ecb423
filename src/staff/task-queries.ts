import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId, DisputeId, InvoiceId, PaymentId, RefundId, StaffTaskId } from "@/lib/ids";
import { pageOfTime, placeOf } from "@/lib/page-place";
import { named } from "./name-queries";

export type Task = {
  id: StaffTaskId;
  account: { id: AccountId; name: string };
  kind: string;
  refundId: RefundId | null;
  disputeId: DisputeId | null;
  paymentId: PaymentId | null;
  invoice: { id: InvoiceId; number: string | null } | null;
  /** Of the refund, the dispute or the payment. */
  amountMinor: bigint | null;
  currency: string | null;
  /** What was taken back with the document a payment came for. */
  creditsTaken: bigint | null;
  facts: Record<string, string>;
  createdAt: Date;
  assignedTo: { id: string; name: string } | null;
  doneAt: Date | null;
  doneByName: string | null;
  doneBecause: string | null;
};

type Question = { state: "open" | "done"; after?: string | null | undefined; limit: number };

/** A page of what a person has to look at, the oldest first; or of what was done, the newest first; and where the next begins. */
export async function listTasks(
  db: Db,
  { state, after, limit }: Question,
): Promise<{ tasks: Task[]; next: string | null }> {
  const place = placeOf(after);
  const beyond = place ? sql`(${place.at}::timestamptz, ${place.id}::uuid)` : null;
  const which =
    state === "open"
      ? sql`t.done_at is null ${beyond ? sql`and (t.created_at, t.id) > ${beyond}` : sql``}
        order by t.created_at, t.id`
      : sql`t.done_at is not null ${beyond ? sql`and (t.done_at, t.id) < ${beyond}` : sql``}
        order by t.done_at desc, t.id desc`;
  const { rows } = await sql<Task>`
    select t.id, jsonb_build_object('id', a.id, 'name', a.name) as account, t.kind, t.refund_id as "refundId",
      t.dispute_id as "disputeId", t.payment_id as "paymentId",
      case when i.id is not null then jsonb_build_object('id', i.id, 'number', i.number) end as invoice,
      coalesce(f.amount_minor, d.amount_minor, case t.kind when 'payment_kept' then p.to_credit_minor else p.amount_minor end)
        as "amountMinor",
      coalesce(f.currency, d.currency, p.currency) as currency,
      (select sum(r.revoked)::int8 from line_returns r where r.account_id = t.account_id and r.invoice_id = c.invoice_id
        and r.kind in ('void', 'uncollectible')) as "creditsTaken",
      t.facts, t.created_at as "createdAt",
      case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name) end as "assignedTo",
      t.done_at as "doneAt", ${named("t.done_by")} as "doneByName", t.done_because as "doneBecause"
    from staff_tasks t
    join accounts a on a.id = t.account_id
    left join refunds f on f.account_id = t.account_id and f.id = t.refund_id
    left join disputes d on d.account_id = t.account_id and d.id = t.dispute_id
    left join payments p on p.account_id = t.account_id and p.id = t.payment_id
    left join collections c on c.account_id = p.account_id and c.id = p.collection_id
    left join invoices i on i.account_id = t.account_id and i.id = coalesce(f.invoice_id, d.invoice_id, c.invoice_id)
    left join staff_users s on s.id = t.assigned_to
    where ${which} limit ${limit + 1}`.execute(db);
  const at = ({ createdAt, doneAt }: Task) => (state === "open" ? createdAt : doneAt);
  const { page: tasks, next } = pageOfTime(rows, { limit, at });
  return { tasks, next };
}

/** How many there are to look at; those done are told only that far. */
export async function countTasks(db: Db): Promise<{ open: number; done: number }> {
  const most = 1_000;
  const { rows } = await sql<{ open: number; done: number }>`
    select (select count(*)::int4 from staff_tasks where done_at is null) as open,
      (select count(*)::int4 from (select from staff_tasks where done_at is not null limit ${most}) d) as done`.execute(
    db,
  );
  return rows[0] ?? { open: 0, done: 0 };
}

/** Of us, whoever can be given something and has the text in the name or the address, by name; and whether there are more. */
export async function findAssignees(
  db: Db,
  { text, limit }: { text: string; limit: number },
): Promise<{ people: { id: string; name: string; email: string }[]; more: boolean }> {
  const { rows } = await sql<{ id: string; name: string; email: string }>`
    select id, name, email from staff_users
    where disabled_at is null
      and (position(lower(${text}) in lower(name)) > 0 or position(lower(${text}) in lower(email)) > 0)
    order by lower(name), id limit ${limit + 1}`.execute(db);
  return { people: rows.slice(0, limit), more: rows.length > limit };
}

/** Whether somebody of us is called that and can be given something. */
export async function isAssignee(db: Db, id: string): Promise<boolean> {
  const found = await db
    .selectFrom("staff_users")
    .where("id", "=", id)
    .where("disabled_at", "is", null)
    .select("id")
    .executeTakeFirst();
  return found !== undefined;
}

type Of = { accountId: AccountId; id: StaffTaskId };

/** Gives a task that is open to somebody, or to nobody. Whether there is one. */
export async function assignTask(
  tx: Tx,
  { accountId, id, to }: Of & { to: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("staff_tasks")
    .set({ assigned_to: to })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("done_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Says what was done about a task that is open. Whether there is one. */
export async function resolveTask(
  tx: Tx,
  { accountId, id, by, reason }: Of & { by: string; reason: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("staff_tasks")
    .set({ done_at: sql<Date>`app_now()`, done_by: by, done_because: reason })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("done_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

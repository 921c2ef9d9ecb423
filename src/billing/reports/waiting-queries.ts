import { sql } from "kysely";
import type { Db } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { waitsUntil } from "../invoices/pack-order";

export type PlanToPay = {
  plan: string;
  /** Not paid by then, it is given up (BOOKS B4). */
  until: Date;
  invoice: { id: InvoiceId; number: string; due: Money };
};

/** A change of plan that waits for its money: an account has one at most. */
export async function findPlanToPay(db: Db, accountId: AccountId): Promise<PlanToPay | null> {
  const { rows } = await sql<{
    plan: string;
    until: Date | null;
    id: InvoiceId;
    number: string;
    minor: bigint;
    currency: string;
  }>`
    select n.name as plan, c.gives_up_at as until,
      i.id, i.number, i.total_minor - i.paid_minor as minor, i.currency
    from scheduled_changes c
    join plan_versions v on v.id = c.plan_version_id
    join plans n on n.code = v.plan
    join invoices i on i.account_id = c.account_id and i.id = c.invoice_id
    where c.account_id = ${accountId} and c.status = 'waiting' and c.waits_for = 'payment'`.execute(
    db,
  );
  const [row] = rows;
  if (!row) return null;
  const { plan, until, id, number, minor, currency } = row;
  assert(until, "what waits for money is given up at some time");
  return { plan, until, invoice: { id, number, due: { minor, currency } } };
}

/** A plan that begins on a day to come: an account has one at most, and none runs before it. */
export async function findPlanToStart(
  db: Db,
  accountId: AccountId,
): Promise<{ plan: string; at: Date } | null> {
  const { rows } = await sql<{ plan: string; at: Date }>`
    select n.name as plan, p.starts_at as at
    from plan_periods p
    join plan_versions v on v.id = p.plan_version_id
    join plans n on n.code = v.plan
    where p.account_id = ${accountId} and p.state = 'pending'
      and not exists (select from scheduled_changes c where c.account_id = p.account_id
        and c.plan_period_id = p.id and c.status = 'waiting')`.execute(db);
  return rows[0] ?? null;
}

export type PackToPay = {
  invoice: { id: InvoiceId; number: string; due: Money };
  name: string;
  credits: bigint;
  boughtAt: Date;
  /** Not paid by then, it ends by itself; null of what is due with the next invoice. */
  until: Date | null;
};

const mostPacks = 20;

/** Packs that were bought and whose credits come with the money, the newest first. */
export async function listPacksToPay(db: Db, accountId: AccountId): Promise<PackToPay[]> {
  const { rows } = await sql<{
    id: InvoiceId;
    number: string;
    minor: bigint;
    currency: string;
    name: string;
    credits: bigint;
    boughtAt: Date;
    dueAt: Date | null;
  }>`
    select i.id, i.number, i.total_minor - i.paid_minor as minor, i.currency,
      l.description as name, l.credits, i.issued_at as "boughtAt",
      i.due_at as "dueAt"
    from invoices i
    join invoice_lines l on l.account_id = i.account_id and l.invoice_id = i.id
    where i.account_id = ${accountId} and i.status = 'issued' and i.grants = 'on_payment'
      and l.kind = 'pack'
    order by i.issued_at desc, i.id desc
    limit ${mostPacks}`.execute(db);
  return rows.map(({ id, number, minor, currency, dueAt, ...order }) => ({
    ...order,
    until: waitsUntil({ issuedAt: order.boughtAt, dueAt }),
    invoice: { id, number, due: { minor, currency } },
  }));
}

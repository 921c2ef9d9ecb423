import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, GrantId, InvoiceId } from "@/lib/ids";
import { type CustomerFilters, customersMeant } from "./customer-filter-queries";

export type CustomersQuestion = CustomerFilters & {
  before?: string | null;
  limit: number;
};

export type CustomerRow = {
  id: AccountId;
  name: string;
  externalId: string;
  currency: string;
  timezone: string;
  plan: string | null;
  /** The plan's price for a month, half-up from a year's; null without a plan. */
  monthlyMinor: bigint | null;
  credits: bigint;
  overdueMinor: bigint;
  disputedMinor: bigint;
  lastUsedOn: string | null;
};

/** SC2: a page of customers by name, and the name and id the next one begins after. */
export async function listCustomers(
  db: Db,
  { before, limit, ...filters }: CustomersQuestion,
): Promise<{ customers: CustomerRow[]; next: string | null }> {
  const after = before ? placeOf(before) : null;
  const { rows } = await sql<CustomerRow & { place: string }>`
    with page as materialized (
      select a.* from accounts a
      where ${customersMeant(filters)}
        ${after ? sql`and (lower(a.name), a.id) > (${after.name}, ${after.id}::uuid)` : sql``}
      order by lower(a.name), a.id limit ${limit + 1})
    select ${customerFigures}, lower(a.name) as place from page a order by lower(a.name), a.id`.execute(
    db,
  );
  const customers = rows.slice(0, limit).map(({ place: _, ...row }) => row);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { customers, next: last ? `${last.id}${last.place}` : null };
}

/** What the list says of an account (as `a`). */
export const customerFigures = sql`a.id, a.name, a.external_id as "externalId", a.currency, a.timezone,
      (select n.name from plan_periods p join plan_versions v on v.id = p.plan_version_id join plans n on n.code = v.plan
        where p.account_id = a.id and p.state = 'open') as plan,
      (select case v.interval when 'year' then (v.price_minor * 2 + 12) / 24 else v.price_minor end
        from plan_periods p join plan_versions v on v.id = p.plan_version_id
        where p.account_id = a.id and p.state = 'open') as "monthlyMinor",
      coalesce((select sum(b.balance) from grants g
        join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
        where g.account_id = a.id and g.closed_at is null and b.balance > 0 and g.effective_at <= app_now()
          and (g.expires_at is null or g.expires_at > app_now())), 0)::bigint as credits,
      coalesce((select sum(i.total_minor - i.paid_minor) from invoices i
        where i.account_id = a.id and i.status = 'issued' and i.overdue_from <= app_now()), 0)::bigint as "overdueMinor",
      coalesce((select sum(d.amount_minor) from disputes d
        where d.account_id = a.id and d.status in ('open', 'under_review')), 0)::bigint as "disputedMinor",
      (select max(u.day) from usage_by_day u where u.account_id = a.id) as "lastUsedOn"`;

/** Where a page ended: an id and after it the name. */
function placeOf(text: string): { name: string; id: string } | undefined {
  const [, id, name] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(.*)$/su.exec(text) ?? [];
  return id === undefined || name === undefined ? undefined : { id, name };
}

export type CustomerHead = {
  id: AccountId;
  name: string;
  externalId: string;
  email: string;
  currency: string;
  timezone: string;
  segment: string | null;
  createdAt: Date;
  processorCustomer: string | null;
  card: { brand: string | null; last4: string | null } | null;
  topUpPaused: string | null;
  disputed: boolean;
};

/** Who an account is, as its page says on top. */
export async function findCustomer(
  db: Db,
  accountId: AccountId,
): Promise<CustomerHead | undefined> {
  const { rows } = await sql<CustomerHead>`
    select a.id, a.name, a.external_id as "externalId", a.email, a.currency, a.timezone, a.segment,
      a.created_at as "createdAt", c.customer_id as "processorCustomer",
      (select jsonb_build_object('brand', m.brand, 'last4', m.last4) from payment_methods m
        where m.account_id = a.id and m.removed_at is null
        order by m.is_default desc, m.added_at desc limit 1) as card,
      (select t.paused_because from auto_top_ups t where t.account_id = a.id and t.enabled) as "topUpPaused",
      exists (select from disputes d where d.account_id = a.id and d.status in ('open', 'under_review')) as disputed
    from accounts a left join processor_customers c on c.account_id = a.id
    where a.id = ${accountId}`.execute(db);
  return rows[0];
}

export type OpenInvoice = {
  id: InvoiceId;
  number: string | null;
  currency: string;
  dueMinor: bigint;
  dueAt: Date | null;
  overdue: boolean;
};

/** What is issued and not paid, the oldest first. */
export async function listOpenInvoices(db: Db, accountId: AccountId): Promise<OpenInvoice[]> {
  const { rows } = await sql<OpenInvoice>`
    select id, number, currency, (total_minor - paid_minor)::bigint as "dueMinor", due_at as "dueAt",
      coalesce(overdue_from <= app_now(), false) as overdue
    from invoices where account_id = ${accountId} and status = 'issued' and total_minor > paid_minor
    order by issued_at, id limit 50`.execute(db);
  return rows;
}

/** Money balances that are not zero, as an instant's books have them: today's less what was booked since. */
export async function listMoneyAt(
  db: Db,
  accountId: AccountId,
  at: Date | null,
): Promise<{ kind: string; currency: string; minor: bigint }[]> {
  const since = at
    ? sql`(select coalesce(sum(case when t.to_id = l.id then t.amount else -t.amount end), 0)
        from ledger_transactions x
        join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
          and (t.to_id = l.id or t.from_id = l.id)
        where x.account_id = l.account_id and x.booked_at > ${at})`
    : sql`0`;
  const { rows } = await sql<{ kind: string; currency: string; minor: bigint }>`
    select * from (
      select l.kind, l.asset as currency, (b.balance - ${since})::bigint as minor
      from ledger_accounts l
      join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
      where l.account_id = ${accountId} and l.asset <> 'credit') m
    where minor <> 0 order by currency, kind`.execute(db);
  return rows;
}

/** The plan whose period held an instant. */
export async function findPlanAt(
  db: Db,
  accountId: AccountId,
  at: Date,
): Promise<{ name: string; start: Date; end: Date } | undefined> {
  const { rows } = await sql<{ name: string; start: Date; end: Date }>`
    select n.name, p.starts_at as start, p.ends_at as end
    from plan_periods p join plan_versions v on v.id = p.plan_version_id join plans n on n.code = v.plan
    where p.account_id = ${accountId} and p.state in ('open', 'closed') and p.starts_at <= ${at} and p.ends_at > ${at}
    order by p.starts_at desc limit 1`.execute(db);
  return rows[0];
}

/** What customers may be narrowed to: every plan there is or was. */
export async function listPlanNames(db: Db): Promise<{ code: string; name: string }[]> {
  const { rows } = await sql<{ code: string; name: string }>`
    select code, name from plans order by position, code`.execute(db);
  return rows;
}

/** Grants with something left, as they are told apart when some of it is taken back; the newest first. */
export async function listOpenGrants(
  db: Db,
  accountId: AccountId,
): Promise<{ id: GrantId; category: string; remaining: bigint; expiresAt: Date | null }[]> {
  const { rows } = await sql<{
    id: GrantId;
    category: string;
    remaining: bigint;
    expiresAt: Date | null;
  }>`
    select g.id, g.category, b.balance as remaining, g.expires_at as "expiresAt"
    from grants g join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${accountId} and g.closed_at is null and b.balance > 0
      and (g.expires_at is null or g.expires_at > app_now())
    order by g.issued_at desc, g.id desc limit 100`.execute(db);
  return rows;
}

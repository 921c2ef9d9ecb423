import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Period } from "@/lib/time";

type Within = { accountId: AccountId } & Period;

export type UsedDay = {
  day: string;
  feature: string;
  events: bigint;
  quantity: bigint;
  credits: bigint;
};

/** What was used on each local day, the first first. */
export async function listUsedDays(
  tx: Tx,
  { accountId, from, to }: { accountId: AccountId; from: string; to: string },
): Promise<UsedDay[]> {
  const { rows } = await sql<UsedDay>`
    select day::text as day, feature, sum(events)::int8 as events, sum(quantity)::int8 as quantity,
      sum(credits)::int8 as credits
    from usage_by_day where account_id = ${accountId} and day between ${from}::date and ${to}::date
    group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

export type SignedIn = {
  at: Date;
  lastSeenAt: Date;
  how: string;
  ip: string | null;
  userAgent: string | null;
  name: string | null;
  email: string | null;
};

/** Customers' sign-ins, the newest first; looks of ours are none. */
export async function listSignIns(
  tx: Tx,
  { accountId, start, end }: Within,
  limit: number,
): Promise<SignedIn[]> {
  const { rows } = await sql<SignedIn>`
    select s.created_at as at, s.last_seen_at as "lastSeenAt", s.how, s.ip, s.user_agent as "userAgent", u.name, u.email
    from login_sessions s left join users u on u.id = s.user_id
    where s.account_id = ${accountId} and s.realm = 'customer' and s.staff_user_id is null
      and s.created_at >= ${start} and s.created_at <= ${end}
    order by s.created_at desc, s.id limit ${limit}`.execute(tx);
  return rows;
}

export type SentMail = { at: Date; kind: string; recipient: string; subject: string };

/** Mail that was sent about the account, the newest first. */
export async function listSentMails(
  tx: Tx,
  { accountId, start, end }: Within,
  limit: number,
): Promise<SentMail[]> {
  const { rows } = await sql<SentMail>`
    select sent_at as at, kind, recipient, subject from mails
    where account_id = ${accountId} and sent_at >= ${start} and sent_at <= ${end}
    order by sent_at desc, id limit ${limit}`.execute(tx);
  return rows;
}

export type AgreedPlan = { plan: string; opened: string; startsAt: Date; endsAt: Date };

/** Plans that ran in a period, the first first: what the customer took, renewed or changed to. */
export async function listAgreedPlans(
  tx: Tx,
  { accountId, start, end }: Within,
): Promise<AgreedPlan[]> {
  const { rows } = await sql<AgreedPlan>`
    select n.name as plan, p.opened_by as opened, p.starts_at as "startsAt", p.ends_at as "endsAt"
    from plan_periods p join plan_versions v on v.id = p.plan_version_id join plans n on n.code = v.plan
    where p.account_id = ${accountId} and p.state in ('open', 'closed') and p.starts_at <= ${end}
      and p.ends_at > ${start}
    order by p.starts_at, p.id limit 50`.execute(tx);
  return rows;
}

export type PaidRefund = { at: Date; minor: bigint; currency: string; reason: string };

/** What of an invoice was given back already, the first first. */
export async function listPaidRefunds(
  tx: Tx,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<PaidRefund[]> {
  const { rows } = await sql<PaidRefund>`
    select closed_at as at, amount_minor as minor, currency, reason from refunds
    where account_id = ${accountId} and invoice_id = ${invoiceId} and status = 'succeeded'
    order by closed_at, id`.execute(tx);
  return rows;
}

export type PaidWith = { at: Date; brand: string | null; last4: string | null };

/** The payment a dispute is of. */
export async function findDisputedPayment(
  tx: Tx,
  accountId: AccountId,
  chargeId: string,
): Promise<PaidWith | undefined> {
  const { rows } = await sql<PaidWith>`
    select paid_at as at, brand, last4 from payments
    where account_id = ${accountId} and charge_id = ${chargeId}`.execute(tx);
  return rows[0];
}

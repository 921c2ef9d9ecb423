import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { AccountId, AlertFiringId, AlertRuleId } from "@/lib/ids";
import type { AlertChannel, AlertKind } from "./kinds";

export type AlertFiring = {
  id: AlertFiringId;
  ruleId: AlertRuleId;
  kind: AlertKind;
  threshold: bigint;
  figure: bigint | null;
  /** Of an invoice its number, of a plan its name, of a spike its day. */
  about: string | null;
  invoiceId: string | null;
  firedAt: Date;
};

const columns = sql`f.id, f.rule_id as "ruleId", f.kind, f.threshold, f.figure,
  case when f.kind = 'invoice' then coalesce(i.number, f.about) else f.about end as "about",
  i.id as "invoiceId", f.fired_at as "firedAt"`;

const withInvoice = sql`
  left join invoices i on i.account_id = f.account_id
    and i.id = case when f.kind = 'invoice' then f.about::uuid end`;

export type ListedFiring = AlertFiring & { channels: AlertChannel[]; recipients: string[] };

/** What was told, newest first; `before` is the last of the page before. */
export async function listFirings(
  db: Db,
  { accountId, before, limit }: { accountId: AccountId; before: string | null; limit: number },
): Promise<ListedFiring[]> {
  const { rows } = await sql<ListedFiring>`
    select ${columns}, f.channels, f.recipients
    from alert_firings f ${withInvoice}
    where f.account_id = ${accountId} and (${before}::uuid is null or (f.fired_at, f.id) <
      (select b.fired_at, b.id from alert_firings b
        where b.account_id = ${accountId} and b.id = ${before}::uuid))
    order by f.fired_at desc, f.id desc
    limit ${limit}`.execute(db);
  return rows;
}

/** Told in the portal and not dismissed yet, since the period began. */
export async function listStandingFirings(
  db: Db,
  { accountId, since }: { accountId: AccountId; since: Date },
): Promise<AlertFiring[]> {
  const { rows } = await sql<AlertFiring>`
    select ${columns} from alert_firings f ${withInvoice}
    where f.account_id = ${accountId} and f.fired_at >= ${since} and f.dismissed_at is null
      and 'in_app' = any(f.channels)
    order by f.fired_at desc, f.id desc
    limit 5`.execute(db);
  return rows;
}

/** Its own key: dismissed is dismissed. False where the account has no such firing. */
export async function dismissFiring(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: AlertFiringId },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update alert_firings set dismissed_at = coalesce(dismissed_at, app_now())
    where account_id = ${accountId} and id = ${id}`.execute(tx);
  return numAffectedRows === 1n;
}

export type FiringToMail = AlertFiring & {
  accountId: AccountId;
  account: string;
  currency: string;
  timezone: string;
  recipients: string[];
  /** Of whoever made the rule, if they chose one. */
  language: string | null;
};

/** The firing whose mails have waited longest; no other worker sees it until this transaction ends. */
export async function takeFiringToMail(tx: Tx): Promise<FiringToMail | undefined> {
  const { rows } = await sql<FiringToMail>`
    with taken as materialized (
      select account_id, id from alert_firings where mailed_at is null
      order by fired_at limit 1 for update skip locked)
    select ${columns}, f.account_id as "accountId", a.name as account, a.currency, a.timezone,
      f.recipients, (select u.locale from users u where u.id = r.created_by) as language
    from taken t
    join alert_firings f on f.account_id = t.account_id and f.id = t.id
    join alert_rules r on r.account_id = f.account_id and r.id = f.rule_id
    join accounts a on a.id = f.account_id
    ${withInvoice}`.execute(tx);
  return rows[0];
}

export async function noteMailed(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: AlertFiringId },
): Promise<void> {
  await sql`update alert_firings set mailed_at = app_now()
    where account_id = ${accountId} and id = ${id}`.execute(tx);
}

export type RuleToCheck = {
  accountId: AccountId;
  id: AlertRuleId;
  kind: "run_out" | "spike";
  threshold: bigint;
  createdAt: Date;
};

/** Enabled rules that no commit decides and that nobody asked since, the longest ago first. */
export async function listRulesToCheck(
  db: Db,
  { everySeconds, limit }: { everySeconds: number; limit: number },
): Promise<RuleToCheck[]> {
  const { rows } = await sql<RuleToCheck>`
    select account_id as "accountId", id, kind, threshold, created_at as "createdAt" from alert_rules
    where kind in ('run_out', 'spike') and enabled and deleted_at is null
      and (checked_at is null or checked_at <= app_now() - make_interval(secs => ${everySeconds}))
    order by checked_at nulls first
    limit ${limit}`.execute(db);
  return rows;
}

export async function noteChecked(tx: Tx, rules: readonly RuleToCheck[]): Promise<void> {
  await sql`
    update alert_rules r set checked_at = app_now()
    from unnest(${plainArray(rules.map((one) => one.accountId))}::uuid[],
      ${plainArray(rules.map((one) => one.id))}::uuid[]) as c (account_id, id)
    where r.account_id = c.account_id and r.id = c.id`.execute(tx);
}

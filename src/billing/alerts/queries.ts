import { sql } from "kysely";
import { plainArray, textArray, timeArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import { type AccountId, type AlertFiringId, type AlertRuleId, newId } from "@/lib/ids";
import type { Decision } from "../decision";
import type { AlertFiringDraft, AlertsDraft } from "./firing";
import type { AlertChannel, AlertKind } from "./kinds";
import { insertDueTopUps } from "./top-up-queries";

/**
 * Writes what decisions fire, in the commit that brings it about, and what the narrow rows carry from now on.
 *
 * Nearly all fire nothing and cost nothing. A rule that fired in the period already is left out by the
 * database, whatever the row carried.
 */
export async function fireAlerts(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const firing = decisions.flatMap(({ accountId, alerts }) =>
    alerts ? [{ accountId, alerts }] : [],
  );
  if (firing.length === 0) return;
  const of = <T>(some: (alerts: AlertsDraft) => readonly T[]) =>
    firing.flatMap(({ accountId, alerts }) => some(alerts).map((one) => ({ accountId, ...one })));
  const firings = of((alerts) => alerts.firings);
  if (firings.length > 0) {
    await insertFirings(tx, firings);
    await writeWatches(tx, firing);
  }
  // What the narrow row carries of a top-up follows from the run, by trigger.
  const topUps = of((alerts) => alerts.topUps);
  if (topUps.length > 0) await insertDueTopUps(tx, topUps);
}

async function writeWatches(
  tx: Tx,
  firing: readonly { accountId: AccountId; alerts: AlertsDraft }[],
): Promise<void> {
  await sql`
    update account_books b set alert_watch = w.watch
    from unnest(${plainArray(firing.map(({ accountId }) => accountId))}::uuid[],
      ${textArray(firing.map(({ alerts }) => alerts.watch))}::text[]) as w (account_id, watch)
    where b.account_id = w.account_id`.execute(tx);
}

export type FiredRule = Pick<AlertRule, "kind" | "threshold" | "channels">;

/** Firings of rules by kind and threshold; those are answered that had not fired in their period yet. */
export async function insertFirings(
  tx: Tx,
  firings: readonly (Omit<AlertFiringDraft, "webhook"> & { accountId: AccountId })[],
): Promise<FiredRule[]> {
  const ids = firings.map(() => newId<AlertFiringId>());
  const { rows } = await sql<FiredRule>`
    insert into alert_firings (account_id, id, rule_id, kind, threshold, period_key, figure, about,
      channels, recipients, fired_at, mailed_at)
    select r.account_id, f.id, r.id, r.kind, r.threshold, f.period_key, f.figure, f.about,
      r.channels, r.recipients, f.at,
      case when 'email' = any(r.channels) and cardinality(r.recipients) > 0 then null else f.at end
    from unnest(${plainArray(firings.map((one) => one.accountId))}::uuid[], ${plainArray(ids)}::uuid[],
      ${textArray(firings.map((one) => one.kind))}::text[],
      ${plainArray(firings.map((one) => one.threshold))}::int8[],
      ${textArray(firings.map((one) => one.periodKey))}::text[],
      ${plainArray(firings.map((one) => one.figure))}::int8[],
      ${textArray(firings.map((one) => one.about))}::text[],
      ${timeArray(firings.map((one) => one.at))}::timestamptz[])
      as f (account_id, id, kind, threshold, period_key, figure, about, at)
    join alert_rules r on r.account_id = f.account_id and r.kind = f.kind
      and r.threshold = f.threshold and r.enabled and r.deleted_at is null
    on conflict on constraint alert_firings_once do nothing
    returning kind, threshold, channels`.execute(tx);
  return rows;
}

export type AlertRule = {
  id: AlertRuleId;
  kind: AlertKind;
  threshold: bigint;
  channels: AlertChannel[];
  recipients: string[];
  enabled: boolean;
};

export type ListedRule = AlertRule & {
  createdAt: Date;
  /** Null for whoever the customer's app signed in, and for who has left. */
  createdBy: string | null;
  lastFiredAt: Date | null;
};

export async function listRules(db: Db, accountId: AccountId): Promise<ListedRule[]> {
  const { rows } = await sql<ListedRule>`
    select r.id, r.kind, r.threshold, r.channels, r.recipients, r.enabled, r.created_at as "createdAt",
      (select coalesce(u.name, u.email) from users u where u.id = r.created_by) as "createdBy",
      (select max(f.fired_at) from alert_firings f
        where f.account_id = r.account_id and f.rule_id = r.id) as "lastFiredAt"
    from alert_rules r
    where r.account_id = ${accountId} and r.deleted_at is null
    order by array_position(${kindsInOrder}::text[], r.kind), r.threshold`.execute(db);
  return rows;
}

const kindsInOrder = "{balance,usage,run_out,spend,spike,invoice,plan_change}";

export async function findRule(
  db: Db,
  { accountId, id }: { accountId: AccountId; id: AlertRuleId },
): Promise<AlertRule | undefined> {
  const { rows } = await sql<AlertRule>`
    select id, kind, threshold, channels, recipients, enabled from alert_rules
    where account_id = ${accountId} and id = ${id} and deleted_at is null`.execute(db);
  return rows[0];
}

/** False where a rule of that kind and threshold stands already. */
export async function insertRule(
  tx: Tx,
  { accountId, createdBy, ...rule }: AlertRule & { accountId: AccountId; createdBy: string | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into alert_rules (account_id, id, kind, threshold, channels, recipients, enabled, created_by,
      created_at)
    values (${accountId}, ${rule.id}, ${rule.kind}, ${rule.threshold}, ${textArray(rule.channels)}::text[],
      ${textArray(rule.recipients)}::text[], ${rule.enabled}, ${createdBy}, app_now())
    on conflict (account_id, kind, threshold) where deleted_at is null do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** False where another rule of that kind has the threshold already. */
export async function updateRule(
  tx: Tx,
  { accountId, id, ...to }: AlertRule & { accountId: AccountId },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update alert_rules set threshold = ${to.threshold}, channels = ${textArray(to.channels)}::text[],
      recipients = ${textArray(to.recipients)}::text[], enabled = ${to.enabled}, checked_at = null
    where account_id = ${accountId} and id = ${id} and not exists (
      select from alert_rules o
      where o.account_id = ${accountId} and o.id <> ${id} and o.kind = ${to.kind}
        and o.threshold = ${to.threshold} and o.deleted_at is null)`.execute(tx);
  return numAffectedRows === 1n;
}

export async function deleteRule(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: AlertRuleId },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update alert_rules set deleted_at = app_now()
    where account_id = ${accountId} and id = ${id} and deleted_at is null`.execute(tx);
  return numAffectedRows === 1n;
}

export async function countRules(tx: Tx, accountId: AccountId): Promise<bigint> {
  const { rows } = await sql<{ rules: bigint }>`
    select count(*) as rules from alert_rules
    where account_id = ${accountId} and deleted_at is null`.execute(tx);
  return rows[0]?.rules ?? 0n;
}

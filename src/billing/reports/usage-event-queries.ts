import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, GrantId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import { instant, isChargedTo } from "../credits/consumption-queries";
import { rowsOf, type UsageOf } from "./usage-queries";

/** A place in a list by time, newest first: the event after which it goes on. */
export type EventPlace = { at: Date; key: string };

export type EventLine = {
  kind: "plan" | "overage";
  id: InvoiceLineId;
  invoiceId: InvoiceId;
  number: string | null;
};

export type EventRow = {
  /** The app's own id of the event: its idempotency key. */
  key: string;
  at: Date;
  recordedAt: Date;
  feature: string;
  quantity: bigint;
  credits: bigint;
  overage: bigint;
  burnedGrants: GrantId[];
  burnedCredits: bigint[];
  /** Whether it came so late that a later period has it. */
  isLate: boolean;
  actor: string;
  metadata: Record<string, string | number | boolean> | null;
  planLine: EventLine | null;
  overageLine: EventLine | null;
};

/**
 * A page of raw events, newest first; those of one second in the order of their keys. `upTo` keeps out
 * what was booked after a ledger version, so that the pages of a file are of one picture.
 */
export async function listEvents(
  tx: Tx,
  of: UsageOf,
  { before, limit, upTo }: { before: EventPlace | null; limit: number; upTo: bigint | null },
): Promise<EventRow[]> {
  // The first condition lets the index begin there, the second tells events of one second apart.
  const place = before
    ? sql`and c.occurred_at <= ${instant(before.at)}
        and (c.occurred_at, c.idempotency_key) < (${instant(before.at)}, ${before.key}::text)`
    : sql``;
  const known = upTo === null ? sql`` : sql`and c.account_version <= ${upTo}`;
  const { rows } = await sql<EventRow>`
    with page as materialized (
      select c.*, l.actor, l.recorded_at as booked_on ${rowsOf(of)} ${known} ${place}
      order by c.occurred_at desc, c.idempotency_key desc limit ${limit})
    select c.idempotency_key as key, c.occurred_at as at, c.recorded_at as "recordedAt", c.feature,
      c.quantity, c.credits, c.overage, c.burned_grants as "burnedGrants",
      c.burned_credits as "burnedCredits", c.original_period_id is not null as "isLate", c.actor,
      c.metadata, p.line as "planLine", o.line as "overageLine"
    from page c
    cross join lateral (select c.booked_on as recorded_at) l
    left join lateral (${lineOf("plan")} limit 1) p on true
    left join lateral (${lineOf("overage")} and c.overage > 0
      and ${isChargedTo({ from: sql`i.period_start`, to: sql`i.period_end` })} limit 1) o on true
    order by c.occurred_at desc, c.idempotency_key desc`.execute(tx);
  return rows;
}

function lineOf(kind: EventLine["kind"]) {
  // What a change charged for the rest of a cycle is the plan's line of that period.
  const kinds = kind === "plan" ? sql`'plan', 'proration_charge'` : sql`'overage'`;
  return sql`select json_build_object('kind', ${kind}::text, 'id', i.id, 'invoiceId', i.invoice_id,
      'number', v.number) as line
    from invoice_lines i
    join invoices v on v.account_id = i.account_id and v.id = i.invoice_id
    where i.account_id = c.account_id and i.plan_period_id = c.plan_period_id
      and i.kind in (${kinds})`;
}

/** Up to which ledger version the account is written: a picture of it that never changes. */
export async function getVersion(tx: Tx, accountId: AccountId): Promise<bigint> {
  const row = await tx
    .selectFrom("account_books")
    .select("version")
    .where("account_id", "=", accountId)
    .executeTakeFirstOrThrow();
  return row.version;
}

// Choices are a help for finding; of very many events the latest tell enough.
const looked = 5_000;

/** Properties that the latest of these events carry. */
export async function listPropertyNames(tx: Tx, of: UsageOf): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct k.name
    from (select c.metadata ${rowsOf(of)} order by c.occurred_at desc limit ${looked}) latest
    cross join lateral jsonb_object_keys(latest.metadata) as k (name)
    where jsonb_typeof(latest.metadata) = 'object'
    order by 1 limit 100`.execute(tx);
  return rows.map(({ name }) => name);
}

/** Who reported the latest of these events. */
export async function listActors(tx: Tx, of: UsageOf): Promise<string[]> {
  const { rows } = await sql<{ actor: string }>`
    select distinct actor
    from (select l.actor ${rowsOf(of)} order by c.occurred_at desc limit ${looked}) latest
    order by 1 limit 100`.execute(tx);
  return rows.map(({ actor }) => actor);
}

export async function listFeatures(tx: Tx): Promise<{ code: string; name: string }[]> {
  return await tx.selectFrom("features").select(["code", "name"]).orderBy("name").execute();
}

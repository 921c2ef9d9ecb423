import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { named } from "./name-queries";

export type ActFilters = {
  account?: AccountId | null;
  actor?: string | null;
  act?: string | null;
  /** What it was done to; of an account also what names it, such as a refund its invoice. */
  subject?: string | null;
  from?: Date | null;
  to?: Date | null;
};

/** What of the audit log is asked for; `before` is the place a page before ended at. */
export type ActsQuestion = ActFilters & {
  before?: string | null;
  limit: number;
};

export type ActRow = {
  account: { id: AccountId; name: string; externalId: string } | null;
  position: bigint;
  at: Date;
  actor: string;
  /** Of a person, a member of staff or a key; null of what has none. */
  actorName: string | null;
  act: string;
  subject: string | null;
  subjectName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  requestId: string;
  hash: string;
};

type StoredAct = Omit<ActRow, "account" | "hash"> & {
  chain: AccountId;
  accountName: string | null;
  externalId: string | null;
  hash: Buffer;
};

/** The acts a filter lets through, the newest first, and where the next page begins. */
export async function listActs(
  db: Db,
  { before, limit, ...filters }: ActsQuestion,
): Promise<{ acts: ActRow[]; next: string | null }> {
  const place = before ? placeOf(before) : null;
  const { rows } = await sql<StoredAct>`
    with page as (
      select * from audit_log l
      where ${actsMeant(filters)}
        ${place ? sql`and (l.recorded_at, l.account_id, l.position) < (${place.at}, ${place.account}::uuid, ${place.position}::bigint)` : sql``}
      order by l.recorded_at desc, l.account_id desc, l.position desc
      limit ${limit + 1})
    select l.account_id as chain, a.name as "accountName", a.external_id as "externalId", l.position,
      l.recorded_at as at, l.actor, ${named("l.actor")} as "actorName", l.act, l.subject,
      ${subjectNamed} as "subjectName", l.before, l.after, l.reason, l.request_id as "requestId", l.hash
    from page l left join accounts a on a.id = l.owner_id
    order by l.recorded_at desc, l.account_id desc, l.position desc`.execute(db);
  const acts = rows.slice(0, limit).map(actOf);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const next = last ? `${last.at.getTime()}.${last.chain}.${last.position}` : null;
  return { acts, next };
}

/** Which acts (as `l`) the filters mean: of the page and of its file alike. */
export function actsMeant({ account, actor, act, subject, from, to }: ActFilters) {
  return sql`true
    ${account ? sql`and l.account_id = ${account}` : sql``}
    ${actor ? sql`and l.actor = ${actor}` : sql``}
    ${act ? sql`and (l.act = ${act} or l.act like ${`${act.replaceAll(/[%_\\]/g, "\\$&")}.%`})` : sql``}
    ${subject ? isAbout(subject, account) : sql``}
    ${from ? sql`and l.recorded_at >= ${from}` : sql``}
    ${to ? sql`and l.recorded_at < ${to}` : sql``}`;
}

/** Only within an account what a row says is looked into: no index has it. */
function isAbout(subject: string, account: AccountId | null | undefined) {
  if (!account) return sql`and l.subject = ${subject}`;
  const named = ["invoice_id", "refund_id", "dispute_id"].map(
    (field) => sql`coalesce(l.after, l.before) ->> ${field}::text = ${subject}`,
  );
  return sql`and (l.subject = ${subject} or ${sql.join(named, sql` or `)})`;
}

const subjectNamed = sql`case
  when l.act like 'member.%' then (select name from users where id = l.subject::uuid)
  when l.act like 'staff.%' then (select name from staff_users where id = l.subject::uuid)
  when l.act like 'api_key.%' then (select name from api_keys where prefix = l.subject) end`;

function actOf({ chain, accountName, externalId, hash, ...act }: StoredAct): ActRow {
  const account =
    accountName === null || externalId === null
      ? null
      : { id: chain, name: accountName, externalId };
  return { account, ...act, hash: hash.toString("hex") };
}

/** The place a page ended at; undefined for text that is none. */
export function placeOf(text: string): { at: Date; account: string; position: string } | undefined {
  const [, at, account, position] = /^(\d{1,15})\.([0-9a-f-]{36})\.(\d{1,18})$/.exec(text) ?? [];
  if (!at || !account || !position) return undefined;
  return { at: new Date(Number(at)), account, position };
}

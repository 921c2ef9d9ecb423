import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { realNow, realNowPlus } from "./queries";

export type NewAuditorLink = {
  id: string;
  tokenHash: Buffer;
  auditor: string;
  reason: string;
  firstMonth: string;
  lastMonth: string;
  days: number;
  by: string;
};

/** Writes a link, and says when it ends. */
export async function insertAuditorLink(tx: Tx, link: NewAuditorLink): Promise<Date> {
  const { rows } = await sql<{ expiresAt: Date }>`
    insert into auditor_links (id, token_hash, auditor, reason, first_month, last_month, created_by, created_at, expires_at)
    select ${link.id}, ${link.tokenHash}, ${link.auditor}, ${link.reason}, ${link.firstMonth}, ${link.lastMonth}, ${link.by},
      n.at, n.at + make_interval(hours => ${link.days * 24})
    from (select ${realNow} as at) n
    returning expires_at as "expiresAt"`.execute(tx);
  const [made] = rows;
  if (!made) throw new Error("A link is always written");
  return made.expiresAt;
}

/** Whether all months from one to another are closed. */
export async function areClosed(
  db: Db,
  { firstMonth, lastMonth }: Pick<NewAuditorLink, "firstMonth" | "lastMonth">,
): Promise<boolean> {
  const { rows } = await sql<{ closed: boolean }>`
    select count(*) filter (where month in (${firstMonth}, ${lastMonth})) = ${firstMonth === lastMonth ? 1 : 2}
      and coalesce(bool_and(status = 'closed'), false) as closed
    from book_months where month between ${firstMonth} and ${lastMonth}`.execute(db);
  return rows[0]?.closed === true;
}

export type AuditorLink = {
  id: string;
  auditor: string;
  reason: string;
  firstMonth: string;
  lastMonth: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  isOver: boolean;
  opened: number;
  lastOpenedAt: Date | null;
};

/** Every link there was, the newest first, and when each was opened last. */
export async function listAuditorLinks(db: Db): Promise<AuditorLink[]> {
  const { rows } = await sql<AuditorLink>`
    select l.id, l.auditor, l.reason, l.first_month as "firstMonth", l.last_month as "lastMonth",
      coalesce(t.name, l.created_by) as "createdBy", l.created_at as "createdAt", l.expires_at as "expiresAt",
      l.revoked_at as "revokedAt", l.revoked_at is not null or l.expires_at <= ${realNow} as "isOver",
      coalesce(s.opened, 0)::int as opened, s.last as "lastOpenedAt"
    from auditor_links l
    left join staff_users t on 'staff:' || t.id = l.created_by
    left join lateral (
      select count(*) as opened, max(opened_at) as last from auditor_sessions where link_id = l.id) s on true
    order by l.created_at desc, l.id desc limit 500`.execute(db);
  return rows;
}

/** Ends a link for ever; false where there is none, or it has ended. */
export async function revokeAuditorLink(
  tx: Tx,
  { id, by }: { id: string; by: string },
): Promise<boolean> {
  const { rows } = await sql`
    update auditor_links set revoked_at = ${realNow}, revoked_by = ${by}
    where id = ${id} and revoked_at is null and expires_at > ${realNow} returning id`.execute(tx);
  return rows.length > 0;
}

/** The link a token opens, while it does. */
export async function findOpenLink(db: Db, tokenHash: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from auditor_links
    where token_hash = ${tokenHash} and revoked_at is null and expires_at > ${realNow}`.execute(db);
  return rows[0]?.id;
}

/** Whether a link still opens; it is not withdrawn before the transaction has ended. */
export async function holdOpenLink(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from auditor_links
    where id = ${id} and revoked_at is null and expires_at > ${realNow} for share`.execute(tx);
  return rows.length > 0;
}

export async function insertAuditorSession(
  tx: Tx,
  session: {
    id: string;
    linkId: string;
    seconds: number;
    ip?: string | undefined;
    userAgent?: string | undefined;
  },
): Promise<void> {
  await tx
    .insertInto("auditor_sessions")
    .values({
      id: session.id,
      link_id: session.linkId,
      opened_at: realNow,
      expires_at: realNowPlus(session.seconds),
      ip: session.ip ?? null,
      user_agent: session.userAgent?.slice(0, 500) ?? null,
    })
    .execute();
}

export async function endAuditorSession(tx: Tx, id: string): Promise<void> {
  await sql`update auditor_sessions set ended_at = ${realNow} where id = ${id} and ended_at is null`.execute(
    tx,
  );
}

export type OpenAuditorLink = Pick<
  AuditorLink,
  "id" | "auditor" | "firstMonth" | "lastMonth" | "expiresAt"
>;

/** The link of the session the transaction names, as an auditor's role sees it: none once it has ended. */
export async function findOwnLink(db: Db): Promise<OpenAuditorLink | undefined> {
  const { rows } = await sql<OpenAuditorLink>`
    select id, auditor, first_month as "firstMonth", last_month as "lastMonth", expires_at as "expiresAt"
    from auditor_links`.execute(db);
  return rows[0];
}

/** Notes that a file was taken, in the audit log. */
export async function noteAuditorFile(
  tx: Tx,
  { linkId, month }: { linkId: string; month: string },
): Promise<void> {
  await sql`select note_act(null, 'auditor_file.taken', ${linkId}, null, ${JSON.stringify({ month, file: "journal" })}::jsonb)`.execute(
    tx,
  );
}

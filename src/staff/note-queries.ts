import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";

export type Note = { id: string; body: string; pinned: boolean; by: string; at: Date };

/** Notes that stand, pinned ones first and then the newest. */
export async function listNotes(db: Db, accountId: AccountId): Promise<Note[]> {
  const { rows } = await sql<Note>`
    select n.id, n.body, n.pinned, s.name as by, n.created_at as at
    from account_notes n join staff_users s on s.id = n.staff_user_id
    where n.account_id = ${accountId} and n.removed_at is null
    order by n.pinned desc, n.created_at desc, n.id limit 50`.execute(db);
  return rows;
}

export type PinnedNote = { id: string; accountId: AccountId; body: string; by: string };

/** Pinned notes of accounts: read before anybody moves money or credits of them. */
export async function listPinned(db: Db, accountIds: readonly AccountId[]): Promise<PinnedNote[]> {
  const { rows } = await sql<PinnedNote>`
    select n.id, n.account_id as "accountId", n.body, s.name as by
    from account_notes n join staff_users s on s.id = n.staff_user_id
    where n.account_id = any(${plainArray(accountIds)}::uuid[]) and n.pinned and n.removed_at is null
    order by n.created_at desc, n.id limit 500`.execute(db);
  return rows;
}

export async function insertNote(
  tx: Tx,
  note: { accountId: AccountId; id: string; body: string; pinned: boolean; staffUserId: string },
): Promise<void> {
  await sql`
    insert into account_notes (account_id, id, body, pinned, staff_user_id, created_at)
    values (${note.accountId}, ${note.id}, ${note.body}, ${note.pinned}, ${note.staffUserId}, app_now())`.execute(
    tx,
  );
}

/** Takes a note away; whether there was one. Its text stays in the audit log. */
export async function removeNote(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: string },
): Promise<boolean> {
  const { rows } = await sql`
    update account_notes set removed_at = app_now()
    where account_id = ${accountId} and id = ${id} and removed_at is null returning id`.execute(tx);
  return rows.length > 0;
}

export type SavedView = { id: string; name: string; search: string };

export async function listViews(db: Db, staffUserId: string): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`
    select id, name, search from staff_views where staff_user_id = ${staffUserId} order by name limit 50`.execute(
    db,
  );
  return rows;
}

/** Keeps a view under its name, in place of one that had it. */
export async function saveView(
  tx: Tx,
  view: { staffUserId: string; id: string; name: string; search: string },
): Promise<void> {
  await sql`delete from staff_views where staff_user_id = ${view.staffUserId} and name = ${view.name}`.execute(
    tx,
  );
  await sql`
    insert into staff_views (staff_user_id, id, name, search, created_at)
    values (${view.staffUserId}, ${view.id}, ${view.name}, ${view.search}, app_now())`.execute(tx);
}

export async function removeView(
  tx: Tx,
  { staffUserId, id }: { staffUserId: string; id: string },
): Promise<void> {
  await sql`delete from staff_views where staff_user_id = ${staffUserId} and id = ${id}`.execute(
    tx,
  );
}

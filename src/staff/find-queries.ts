import { sql } from "kysely";
import { textArray } from "@/db/arrays";
import type { Db } from "@/db/client";
import { type AccountId, type InvoiceId, isUuid } from "@/lib/ids";

/** What a search looks at, in the order it is told to whoever found nothing. */
export const searched = [
  "name",
  "email",
  "member",
  "external_id",
  "id",
  "invoice",
  "processor",
  "card",
] as const;
export type SearchedBy = (typeof searched)[number];

export type FoundAccount = {
  id: AccountId;
  name: string;
  externalId: string;
  email: string;
  by: SearchedBy;
};

/** The account an exact id, number, address or id of the processor's names. */
export async function findByExactId(db: Db, text: string): Promise<AccountId | undefined> {
  const { rows } = await sql<{ id: AccountId }>`
    select account_id as id from directory
    where (kind, key) in (select k, v from unnest(
      ${textArray(exactKeys(text).map(([kind]) => kind))}::text[],
      ${textArray(exactKeys(text).map(([, key]) => key))}::text[]) as x (k, v))
    union all
    select id from accounts where id = ${isUuid(text) ? text : null}::uuid
    union all
    select account_id from payments where payment_intent_id = ${text}
    union all
    select account_id from payment_methods where method_id = ${text}
    limit 1`.execute(db);
  return rows[0]?.id;
}

/** The invoice or credit note an exact number or id of ours names. */
export async function findInvoiceByExactId(db: Db, text: string): Promise<InvoiceId | undefined> {
  const { rows } = await sql<{ id: InvoiceId }>`
    select i.id from directory d
    join invoices i on i.account_id = d.account_id and (i.number = d.key or i.id::text = d.key)
    where (d.kind, d.key) in (('invoice_number', ${text.toUpperCase()}), ('invoice', ${text.toLowerCase()}))
    limit 1`.execute(db);
  return rows[0]?.id;
}

function exactKeys(text: string): [kind: string, key: string][] {
  const ofProcessor = ["customer", "invoice", "refund", "dispute"].map(
    (kind) => `processor_${kind}`,
  );
  const kinds = ["external_id", "charge", ...ofProcessor];
  const ofOurs = ["grant", "hold", "invoice", "quote", "collection", "refund", "dispute"];
  const ids = isUuid(text) ? ofOurs : [];
  return [
    ...kinds.map((kind): [string, string] => [kind, text]),
    ...ids.map((kind): [string, string] => [kind, text]),
    ["invoice_number", text.toUpperCase()],
  ];
}

/**
 * Accounts with the text in a name or an address, of theirs or of somebody who belongs to them, or with a
 * card that ends in it. Each kind is looked up by an index of its own and gives at most `limit`.
 */
export async function listByWords(
  db: Db,
  { text, limit }: { text: string; limit: number },
): Promise<FoundAccount[]> {
  const like = `%${text.toLowerCase().replaceAll(/[%_\\]/g, "\\$&")}%`;
  const card = /^\d{4}$/.test(text) ? text : null;
  const { rows } = await sql<FoundAccount>`
    with found as (
      (select id, 1 as place, 'name' as by from accounts where lower(name) like ${like} limit ${limit})
      union all
      (select id, 2, 'email' from accounts where lower(email) like ${like} limit ${limit})
      union all
      (select m.account_id, 3, 'member' from
        (select id from users where email like ${like} or lower(name) like ${like} limit ${limit}) u
        join memberships m on m.user_id = u.id limit ${limit})
      union all
      (select id, 4, 'external_id' from accounts where lower(external_id) like ${like} limit ${limit})
      union all
      (select account_id, 5, 'card' from payment_methods
        where last4 = ${card} and removed_at is null limit ${limit}))
    select a.id, a.name, a.external_id as "externalId", a.email, f.by
    from (select distinct on (id) id, place, by from found order by id, place) f
    join accounts a on a.id = f.id
    order by f.place, lower(a.name), a.id limit ${limit}`.execute(db);
  return rows;
}

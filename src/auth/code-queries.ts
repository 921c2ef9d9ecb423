import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { realNow, realNowPlus } from "./queries";
import type { Realm } from "./roles";

export async function insertPortalLink(
  tx: Tx,
  link: {
    accountId: AccountId;
    id: string;
    codeHash: Buffer;
    returnUrl?: string;
    embedded?: boolean;
    lifeSeconds: number;
  },
): Promise<Date> {
  const row = await tx
    .insertInto("portal_links")
    .values({
      account_id: link.accountId,
      id: link.id,
      return_url: link.returnUrl ?? null,
      embedded: link.embedded ?? false,
      created_at: realNow,
      expires_at: realNowPlus(link.lifeSeconds),
    })
    .returning("expires_at")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("directory")
    .values({
      kind: "portal_link",
      key: link.codeHash.toString("hex"),
      account_id: link.accountId,
      id: link.id,
    })
    .execute();
  return row.expires_at;
}

/** Uses a code up; of any number at once, one gets the account and the others get nothing. */
export async function takePortalLink(
  tx: Tx,
  codeHash: Buffer,
  { onlyEmbedded = false }: { onlyEmbedded?: boolean } = {},
): Promise<{ accountId: AccountId; returnUrl: string | null; embedded: boolean } | undefined> {
  const { rows } = await sql<{
    accountId: AccountId;
    returnUrl: string | null;
    embedded: boolean;
  }>`
    update portal_links l set used_at = ${realNow}
    from directory d
    where d.kind = 'portal_link' and d.key = ${codeHash.toString("hex")}
      and l.account_id = d.account_id and l.id = d.id
      and l.used_at is null and l.expires_at > ${realNow}
      and (l.embedded or not ${onlyEmbedded}::boolean)
    returning l.account_id as "accountId", l.return_url as "returnUrl", l.embedded`.execute(tx);
  return rows[0];
}

export async function insertSignInToken(
  tx: Tx,
  token: { hash: Buffer; realm: Realm; email: string; ip?: string; lifeSeconds: number },
): Promise<void> {
  await tx
    .insertInto("sign_in_tokens")
    .values({
      token_hash: token.hash,
      realm: token.realm,
      email: token.email,
      ip: token.ip ?? null,
      created_at: realNow,
      expires_at: realNowPlus(token.lifeSeconds),
    })
    .execute();
}

/** How many links were lately asked for, for this address and from this ip. */
export async function countSignInTokens(
  db: Db,
  { email, ip }: { email: string; ip?: string },
): Promise<{ forEmail: number; fromIp: number }> {
  const { rows } = await sql<{ forEmail: number; fromIp: number }>`
    select
      (select count(*)::int from sign_in_tokens
        where email = ${email} and created_at > ${realNow} - interval '15 minutes') as "forEmail",
      (select count(*)::int from sign_in_tokens
        where ip = ${ip ?? null} and created_at > ${realNow} - interval '15 minutes') as "fromIp"
    `.execute(db);
  return rows[0] ?? { forEmail: 0, fromIp: 0 };
}

export async function takeSignInToken(
  tx: Tx,
  hash: Buffer,
): Promise<{ realm: Realm; email: string } | undefined> {
  const row = await tx
    .updateTable("sign_in_tokens")
    .set({ used_at: realNow })
    .where("token_hash", "=", hash)
    .where("used_at", "is", null)
    .where("expires_at", ">", realNow)
    .returning(["realm", "email"])
    .executeTakeFirst();
  return row && { realm: row.realm === "staff" ? "staff" : "customer", email: row.email };
}

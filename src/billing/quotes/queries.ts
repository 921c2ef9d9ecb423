import { sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import { plainArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { AccountId, QuoteId } from "@/lib/ids";
import { fromJson, toJson } from "@/lib/json";
import type { Decision, QuoteKind } from "../decision";

/** Keeps quotes, and notes which are used. */
export async function writeQuotes(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  await insertRows(
    tx,
    "quotes",
    decisions.flatMap(({ accountId, recordedAt, quotes }) =>
      quotes.map((quote) => ({
        account_id: accountId,
        id: quote.id,
        kind: quote.kind,
        request: toJson(quote.request),
        shown: toJson(quote.shown),
        account_version: quote.accountVersion,
        decided_at: quote.decidedAt,
        expires_at: quote.expiresAt,
        recorded_at: recordedAt,
      })),
    ),
  );
  await noteUsed(tx, decisions);
}

async function noteUsed(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const used = decisions.flatMap(({ accountId, usedQuotes }) =>
    usedQuotes.map((quote) => ({ accountId, ...quote })),
  );
  if (used.length === 0) return;
  await sql`
    update quotes q set used_at = c.at
    from unnest(${plainArray(used.map((one) => one.accountId))}::uuid[], ${plainArray(used.map((one) => one.id))}::uuid[],
      ${timeArray(used.map((one) => one.at))}::timestamptz[]) as c (account_id, id, at)
    where q.account_id = c.account_id and q.id = c.id`.execute(tx);
}

export type StoredQuote = {
  id: QuoteId;
  accountId: AccountId;
  kind: QuoteKind;
  request: unknown;
  shown: unknown;
  accountVersion: bigint;
  decidedAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
};

export async function findQuote(
  tx: Tx,
  accountId: AccountId,
  id: QuoteId,
): Promise<StoredQuote | undefined> {
  const row = await tx
    .selectFrom("quotes")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      accountId: row.account_id,
      kind: row.kind as QuoteKind,
      request: fromJson(row.request as SuperJSONResult),
      shown: fromJson(row.shown as SuperJSONResult),
      accountVersion: row.account_version,
      decidedAt: row.decided_at,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }
  );
}

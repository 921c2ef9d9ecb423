import { sql } from "kysely";
import { plainArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import { insertRows } from "@/db/rows";
import type { AccountId, GrantId, HoldId } from "@/lib/ids";
import type { Decision } from "../decision";
import type { GrantState, HoldState } from "../state";
import { type GrantRow, grantOf } from "./grant-row";

export async function insertGrants(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, grants }) =>
    grants.map((grant) => ({
      account_id: accountId,
      id: grant.id,
      category: grant.category,
      priority: grant.priority,
      amount: grant.amount,
      effective_at: grant.effectiveAt,
      expires_at: grant.expiresAt,
      paid_minor: grant.paid?.minor ?? 0n,
      paid_currency: grant.paid?.currency ?? null,
      plan_period_id: grant.planPeriodId,
      slice_index: grant.sliceIndex,
      invoice_line_id: grant.invoiceLineId,
      parent_grant_id: grant.parentGrantId,
      reason: grant.reason,
      issued_at: grant.issuedAt,
    })),
  );
  await insertRows(tx, "grants", rows);
}

export async function closeGrants(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, closedGrants }) =>
    closedGrants.map((grant) => ({ accountId, ...grant })),
  );
  if (rows.length === 0) return;
  await sql`
    update grants g set closed_at = c.at
    from unnest(${plainArray(rows.map((row) => row.accountId))}::uuid[], ${plainArray(rows.map((row) => row.id))}::uuid[],
      ${timeArray(rows.map((row) => row.at))}::timestamptz[]) as c (account_id, id, at)
    where g.account_id = c.account_id and g.id = c.id`.execute(tx);
}

/** What grants were paid with, where their line came after them. */
export async function linkPaidGrants(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, paidGrants = [] }) =>
    paidGrants.map((one) => ({ accountId, ...one })),
  );
  for (const { accountId, id, invoiceLineId, minor, currency } of rows) {
    await tx
      .updateTable("grants")
      .set({
        invoice_line_id: invoiceLineId,
        paid_minor: minor,
        paid_currency: minor > 0n ? currency : null,
      })
      .where("account_id", "=", accountId)
      .where("id", "=", id)
      .where("invoice_line_id", "is", null)
      .execute();
  }
}

export async function insertHolds(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const holds = decisions.flatMap(({ accountId, holds }) =>
    holds.map((hold) => ({ accountId, hold })),
  );
  await insertRows(
    tx,
    "holds",
    holds.map(({ accountId, hold }) => ({
      account_id: accountId,
      id: hold.id,
      credits: hold.credits,
      feature: hold.feature,
      quantity: hold.quantity,
      plan_period_id: hold.planPeriodId,
      slice_index: hold.sliceIndex,
      status: "open",
      opened_at: hold.openedAt,
      expires_at: hold.expiresAt,
      for_quote: hold.forQuote === true,
      invoice_id: hold.forInvoice ?? null,
      refund_id: hold.forRefund ?? null,
      dispute_id: hold.forDispute ?? null,
    })),
  );
  const parts = holds.flatMap(({ accountId, hold }) =>
    hold.parts.map((part, position) => ({
      account_id: accountId,
      hold_id: hold.id,
      position,
      grant_id: part.grantId,
      credits: part.credits,
    })),
  );
  await insertRows(tx, "hold_grants", parts);
}

export async function closeHolds(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, closedHolds }) =>
    closedHolds.map((hold) => ({ accountId, ...hold })),
  );
  if (rows.length === 0) return;
  await sql`
    update holds h set status = c.status, closed_at = c.at, released = c.released, available_after = c.available
    from unnest(${plainArray(rows.map((row) => row.accountId))}::uuid[], ${plainArray(rows.map((row) => row.id))}::uuid[],
      ${plainArray(rows.map((row) => row.status))}::text[], ${timeArray(rows.map((row) => row.closedAt))}::timestamptz[],
      ${plainArray(rows.map((row) => row.released))}::int8[], ${plainArray(rows.map((row) => row.availableAfter))}::int8[])
      as c (account_id, id, status, at, released, available)
    where h.account_id = c.account_id and h.id = c.id`.execute(tx);
}

export type OpenGrant = GrantState & { accountId: AccountId };

/** Grants with something left or held, of any number of accounts; `held` is not read here. */
export async function listOpenGrants(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<OpenGrant[]> {
  const rows = await openGrants(tx, [plainArray(accountIds)]);
  return rows.map((row) => ({
    ...grantOf(row),
    accountId: row.account_id,
    remaining: row.remaining,
    held: 0n,
  }));
}

type OpenGrantRow = GrantRow & { account_id: AccountId; remaining: bigint };

const openGrants = prepared<OpenGrantRow>(
  "open_grants",
  `select g.account_id, g.id, g.category, g.priority, g.amount, g.effective_at, g.expires_at, g.paid_minor,
    g.paid_currency, g.plan_period_id, g.slice_index, g.invoice_line_id, g.parent_grant_id, g.issued_at,
    b.balance as remaining
  from grants g join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
  where g.account_id = any($1::uuid[]) and g.closed_at is null`,
);

export type OpenHold = HoldState & { accountId: AccountId };

export async function listOpenHolds(tx: Tx, accountIds: readonly AccountId[]): Promise<OpenHold[]> {
  const rows = await tx
    .selectFrom("holds as h")
    .leftJoin("hold_grants as p", (join) =>
      join.onRef("p.account_id", "=", "h.account_id").onRef("p.hold_id", "=", "h.id"),
    )
    .where("h.status", "=", "open")
    .where("h.account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .orderBy("h.id")
    .orderBy("p.position")
    .select(["h.account_id", "h.id", "h.credits", "h.feature", "h.quantity", "h.plan_period_id"])
    .select(["h.slice_index", "h.opened_at", "h.expires_at", "h.for_quote"])
    .select(["h.invoice_id", "h.refund_id", "h.dispute_id"])
    .select(["p.grant_id", "p.credits as part_credits"])
    .execute();
  const holds = new Map<HoldId, OpenHold>();
  for (const row of rows) {
    const hold = holds.get(row.id) ?? {
      accountId: row.account_id,
      id: row.id,
      credits: row.credits,
      feature: row.feature,
      quantity: row.quantity,
      planPeriodId: row.plan_period_id,
      sliceIndex: row.slice_index,
      openedAt: row.opened_at,
      expiresAt: row.expires_at,
      parts: [],
      forQuote: row.for_quote,
      forInvoice: row.invoice_id,
      forRefund: row.refund_id,
      forDispute: row.dispute_id,
    };
    // A hold of nothing only says that something is withheld.
    if (row.part_credits !== null) {
      hold.parts.push({ grantId: row.grant_id, credits: row.part_credits });
    }
    holds.set(row.id, hold);
  }
  return [...holds.values()];
}

/** How a hold ended, for telling a caller who comes late or again. */
export async function findHold(tx: Tx, accountId: AccountId, holdId: HoldId) {
  return await tx
    .selectFrom("holds")
    .where("account_id", "=", accountId)
    .where("id", "=", holdId)
    .select(["status", "credits", "released", "available_after", "expires_at"])
    .executeTakeFirst();
}

/** Every grant that stood at an instant, closed since or not. */
export async function listGrantsIssuedBy(
  tx: Tx,
  accountId: AccountId,
  at: Date,
): Promise<Omit<GrantState, "remaining" | "held">[]> {
  const rows = await tx
    .selectFrom("grants")
    .where("account_id", "=", accountId)
    .where("issued_at", "<=", at)
    .selectAll()
    .execute();
  return rows.map(grantOf);
}

/** Grants by id, also those closed since; what is left on them is not read. */
export async function listGrantsById(
  tx: Tx,
  accountId: AccountId,
  ids: readonly GrantId[],
): Promise<GrantState[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("grants")
    .where("account_id", "=", accountId)
    .where("id", "in", ids)
    .selectAll()
    .execute();
  return rows.map((row) => ({ ...grantOf(row), remaining: 0n, held: 0n }));
}

/** Credits of each grant that holds open at an instant had taken. */
export async function listHeldAt(
  tx: Tx,
  accountId: AccountId,
  at: Date,
): Promise<Map<GrantId, bigint>> {
  const rows = await tx
    .selectFrom("holds as h")
    .innerJoin("hold_grants as p", (join) =>
      join.onRef("p.account_id", "=", "h.account_id").onRef("p.hold_id", "=", "h.id"),
    )
    .where("h.account_id", "=", accountId)
    .where("h.opened_at", "<=", at)
    .where((eb) => eb.or([eb("h.closed_at", "is", null), eb("h.closed_at", ">", at)]))
    .where("p.grant_id", "is not", null)
    .groupBy("p.grant_id")
    .select(["p.grant_id", sql<bigint>`sum(p.credits)::int8`.as("credits")])
    .execute();
  return new Map(rows.flatMap((row) => (row.grant_id ? [[row.grant_id, row.credits]] : [])));
}

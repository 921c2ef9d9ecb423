import { type Selectable, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { rowsAsJson } from "@/db/rows";
import type { DB } from "@/db/schema";
import type { AccountId, InvoiceId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import type { Decision, LineEarning, LineReturn } from "../decision";
import type { LineState } from "../state";
import { lineOf } from "./line-row";

/** Writes what lines have earned and returned, absolute figures. */
export async function writeEarnings(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const earnings = decisions.flatMap(({ accountId, earnings }) =>
    earnings.map((one) => earningRow(accountId, one)),
  );
  if (earnings.length > 0) {
    await sql`
      insert into line_earnings
      select * from jsonb_populate_recordset(null::line_earnings, ${rowsAsJson(earnings)}::jsonb)
      on conflict (account_id, invoice_line_id) do update set net_minor = excluded.net_minor,
        recognized_minor = excluded.recognized_minor, returned_minor = excluded.returned_minor,
        base_recognized_minor = excluded.base_recognized_minor, base_credits = excluded.base_credits,
        base_at = excluded.base_at, ends_at = excluded.ends_at, open = excluded.open`.execute(tx);
  }
  const returns = decisions.flatMap(({ accountId, returns }) =>
    returns.map((one) => returnRow(accountId, one)),
  );
  if (returns.length === 0) return;
  await sql`
    insert into line_returns
    select * from jsonb_populate_recordset(null::line_returns, ${rowsAsJson(returns)}::jsonb)
    on conflict (account_id, id) do update set stands = excluded.stands, invoice_id = excluded.invoice_id, revoked = excluded.revoked,
      expired = excluded.expired, debt = excluded.debt, written_off = excluded.written_off, waived = excluded.waived`.execute(
    tx,
  );
}

function earningRow(accountId: AccountId, one: LineEarning) {
  return {
    account_id: accountId,
    invoice_line_id: one.lineId,
    basis: one.basis,
    revenue: one.revenue,
    net_minor: one.netMinor,
    recognized_minor: one.recognizedMinor,
    returned_minor: one.returnedMinor,
    base_recognized_minor: one.baseRecognizedMinor,
    base_credits: one.baseCredits,
    base_at: one.baseAt,
    ends_at: one.endsAt,
    open: one.open,
  };
}

function returnRow(accountId: AccountId, one: LineReturn) {
  return {
    account_id: accountId,
    id: one.id,
    invoice_line_id: one.lineId,
    kind: one.kind,
    refund_id: one.refundId ?? null,
    dispute_id: one.disputeId ?? null,
    invoice_id: one.invoiceId,
    net_minor: one.netMinor,
    tax_minor: one.taxMinor,
    slice: one.slice,
    revoked: one.revoked,
    expired: one.expired,
    debt: one.debt,
    written_off: one.writtenOff,
    waived: one.waived,
    stands: one.stands,
    returned_at: one.returnedAt,
  };
}

/** `drips` says from where the months of a dripping year are counted. */
export type OpenLine = Omit<LineState, "slices"> & {
  accountId: AccountId;
  drips: { anchor: Date; timeZone: string } | null;
};

/** Charged lines with something left to earn, and those of open or pending periods, with what was returned. */
export async function listOpenLines(tx: Tx, accountIds: readonly AccountId[]): Promise<OpenLine[]> {
  const open = chargedLines(tx, accountIds).where((eb) =>
    eb.or([eb("e.open", "=", true), eb("o.state", "in", ["open", "pending"])]),
  );
  return await withReturns(tx, accountIds, await open.execute());
}

/** An invoice's charged lines, or those of periods, those too that have nothing left. */
export async function listLinesOf(
  tx: Tx,
  accountId: AccountId,
  of: InvoiceId | { planPeriodIds: readonly PlanPeriodId[] },
): Promise<OpenLine[]> {
  const all = chargedLines(tx, [accountId]);
  const rows = await (typeof of === "string"
    ? all.where("i.id", "=", of)
    : all.where("o.id", "=", sql<PlanPeriodId>`any(${plainArray(of.planPeriodIds)}::uuid[])`)
  ).execute();
  return await withReturns(tx, [accountId], rows);
}

type ChargedLine = Awaited<ReturnType<ReturnType<typeof chargedLines>["execute"]>>[number];

async function withReturns(
  tx: Tx,
  accountIds: readonly AccountId[],
  rows: readonly ChargedLine[],
): Promise<OpenLine[]> {
  if (rows.length === 0) return [];
  const returns = await tx
    .selectFrom("line_returns")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .where(
      "invoice_line_id",
      "=",
      sql<InvoiceLineId>`any(${plainArray(rows.map(({ id }) => id))}::uuid[])`,
    )
    .where("stands", "=", true)
    .selectAll()
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    ...lineOf(row),
    invoiceId: row.invoice_id,
    invoiceStatus: row.invoice_status as LineState["invoiceStatus"],
    invoiceGrants: row.invoice_grants as LineState["invoiceGrants"],
    currency: row.currency,
    earning: earningOf(row),
    drips:
      row.drip !== null && row.anchor_at && row.timezone
        ? { anchor: row.anchor_at, timeZone: row.timezone }
        : null,
    returns: returns.filter((one) => one.invoice_line_id === row.id).map(returnOf),
  }));
}

function chargedLines(tx: Tx, accountIds: readonly AccountId[]) {
  return tx
    .selectFrom("line_earnings as e")
    .innerJoin("invoice_lines as l", (join) =>
      join.onRef("l.account_id", "=", "e.account_id").onRef("l.id", "=", "e.invoice_line_id"),
    )
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.account_id", "=", "l.account_id").onRef("i.id", "=", "l.invoice_id"),
    )
    .leftJoin("plan_periods as o", (join) =>
      join.onRef("o.account_id", "=", "l.account_id").onRef("o.id", "=", "l.plan_period_id"),
    )
    .leftJoin("subscriptions as s", (join) =>
      join.onRef("s.account_id", "=", "o.account_id").onRef("s.id", "=", "o.subscription_id"),
    )
    .leftJoin("plan_versions as v", "v.id", "l.plan_version_id")
    .where("e.account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .orderBy("l.account_id")
    .orderBy("l.period_start")
    .orderBy("l.id")
    .selectAll("l")
    .select(["o.anchor_at", "s.timezone", "v.drip"])
    .select(["i.status as invoice_status", "i.grants as invoice_grants", "i.currency"])
    .select(["e.basis", "e.revenue", "e.net_minor", "e.recognized_minor", "e.returned_minor"])
    .select(["e.base_recognized_minor", "e.base_credits", "e.base_at", "e.ends_at", "e.open"]);
}

function earningOf(
  row: Omit<Selectable<DB["line_earnings"]>, "account_id" | "invoice_line_id"> & {
    id: InvoiceLineId;
  },
): LineEarning {
  return {
    lineId: row.id,
    basis: row.basis as LineEarning["basis"],
    revenue: row.revenue as LineEarning["revenue"],
    netMinor: row.net_minor,
    recognizedMinor: row.recognized_minor,
    returnedMinor: row.returned_minor,
    baseRecognizedMinor: row.base_recognized_minor,
    baseCredits: row.base_credits,
    baseAt: row.base_at,
    endsAt: row.ends_at,
    open: row.open,
  };
}

export function returnOf(row: Selectable<DB["line_returns"]>): LineReturn {
  return {
    id: row.id,
    lineId: row.invoice_line_id,
    kind: row.kind as LineReturn["kind"],
    refundId: row.refund_id,
    disputeId: row.dispute_id,
    invoiceId: row.invoice_id,
    netMinor: row.net_minor,
    taxMinor: row.tax_minor,
    slice: row.slice,
    revoked: row.revoked,
    expired: row.expired,
    debt: row.debt,
    writtenOff: row.written_off,
    waived: row.waived,
    stands: row.stands,
    returnedAt: row.returned_at,
  };
}

import { sql } from "kysely";
import { z } from "zod";
import { amountCell } from "../cells";
import { days, ofAccount, ofDays } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

/** The ledger, one transfer a row, by the local day it was booked on: of one account or of all. */
export const transfers = keysetKind({
  permission: "accounts:read",
  picture: "asked",
  filters: z.strictObject(ofDays),
  columns: [
    ...["account_id", "account", "version", "position", "booked_at", "occurred_at", "recorded_at"],
    ...["kind", "reason", "actor", "from", "from_id", "to", "to_id", "asset", "amount"],
    ...["invoice_line_id", "grant_id", "hold_id", "plan_period_id", "refund_id", "dispute_id"],
    "request_id",
  ],
  from: sql`transfers t
    join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
    join accounts a on a.id = t.account_id`,
  key: [
    ["t.account_id", "uuid"],
    ["t.account_version", "int8"],
    ["t.position", "int4"],
  ],
  where: ({ filters: by, zone, at }) =>
    all(sql`x.recorded_at <= ${at}`, ofAccount("t.account_id", by), days("x.booked_at", by, zone)),
  select: sql`t.account_id as "accountId", a.name as account, t.account_version as version, t.position,
    x.booked_at as "bookedAt", x.occurred_at as "occurredAt", x.recorded_at as "recordedAt", x.kind, x.reason, x.actor,
    f.kind as "from", t.from_id as "fromId", l.kind as "to", t.to_id as "toId", t.asset, t.amount,
    t.invoice_line_id as line, t.grant_id as grant, t.hold_id as hold, t.plan_period_id as period,
    t.refund_id as refund, t.dispute_id as dispute, x.request_id as request`,
  cells: ({ asset, amount, ...row }: Transfer) => [
    ...[row.accountId, row.account, row.version, row.position],
    ...[row.bookedAt, row.occurredAt, row.recordedAt, row.kind, row.reason, row.actor],
    ...[row.from, row.fromId, row.to, row.toId],
    ...[asset, asset === "credit" ? amount : amountCell(amount, asset)],
    ...[row.line, row.grant, row.hold, row.period, row.refund, row.dispute, row.request],
  ],
});

type Text = "accountId" | "account" | "kind" | "reason" | "actor" | "from" | "fromId" | "to";
type Transfer = Record<Text | "toId" | "asset" | "request", string> &
  Record<"line" | "grant" | "hold" | "period" | "refund" | "dispute", string | null> &
  Record<"bookedAt" | "occurredAt" | "recordedAt", Date> &
  Record<"version" | "amount", bigint> & { position: number };

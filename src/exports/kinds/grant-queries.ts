import { sql } from "kysely";
import { z } from "zod";
import { amountCell } from "../cells";
import { days, ofAccount, ofDays, word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

/** Credits given, by the local day they were given on, and what is left of them. */
export const grants = keysetKind({
  permission: "accounts:read",
  picture: "written",
  filters: z.strictObject({ ...ofDays, category: word.optional() }),
  columns: [
    ...["account_id", "account", "grant_id", "category", "reason", "priority", "issued_at"],
    ...["usable_from", "expires_at", "closed_at", "granted", "left", "currency", "paid"],
    ...["invoice_line_id", "plan_period_id", "parent_grant_id"],
  ],
  from: sql`grants g join accounts a on a.id = g.account_id
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id`,
  key: [
    ["g.account_id", "uuid"],
    ["g.id", "uuid"],
  ],
  where: ({ filters: by, zone, at }) =>
    all(
      sql`g.issued_at <= ${at}`,
      ofAccount("g.account_id", by),
      days("g.issued_at", by, zone),
      by.category && sql`g.category = ${by.category}`,
    ),
  select: sql`g.account_id as "accountId", a.name as account, g.id, g.category, g.reason, g.priority,
    g.issued_at as "issuedAt", g.effective_at as "effectiveAt", g.expires_at as "expiresAt", g.closed_at as "closedAt",
    g.amount, b.balance as left, g.paid_currency as currency, g.paid_minor as paid, g.invoice_line_id as line,
    g.plan_period_id as period, g.parent_grant_id as parent`,
  cells: ({ currency, ...row }: Grant) => [
    ...[row.accountId, row.account, row.id, row.category, row.reason, row.priority],
    ...[row.issuedAt, row.effectiveAt, row.expiresAt, row.closedAt, row.amount, row.left],
    ...[currency, currency === null ? null : amountCell(row.paid, currency)],
    ...[row.line, row.period, row.parent],
  ],
});

type Grant = Record<"accountId" | "account" | "id" | "category" | "reason", string> &
  Record<"currency" | "line" | "period" | "parent", string | null> &
  Record<"issuedAt" | "effectiveAt", Date> &
  Record<"expiresAt" | "closedAt", Date | null> &
  Record<"amount" | "left" | "paid", bigint> & { priority: number };

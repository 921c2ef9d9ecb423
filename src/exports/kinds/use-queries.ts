import { sql } from "kysely";
import { z } from "zod";
import { days, ofAccount, ofDays, word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

/** Events of use, by the local day they happened on. */
export const use = keysetKind({
  permission: "accounts:read",
  picture: "asked",
  filters: z.strictObject({ ...ofDays, feature: word.optional() }),
  columns: [
    ...["account_id", "account", "event_id", "consumption_id", "occurred_at", "recorded_at"],
    ...["feature", "quantity", "credits", "overage_credits", "available_after", "version"],
    ...["plan_period_id", "hold_id", "properties"],
  ],
  from: sql`consumptions c join accounts a on a.id = c.account_id`,
  key: [
    ["c.account_id", "uuid"],
    ["c.occurred_at", "timestamptz"],
    ["c.id", "uuid"],
  ],
  where: ({ filters: by, zone, at }) =>
    all(
      sql`c.recorded_at <= ${at}`,
      ofAccount("c.account_id", by),
      days("c.occurred_at", by, zone),
      by.feature && sql`c.feature = ${by.feature}`,
    ),
  select: sql`c.account_id as "accountId", a.name as account, c.idempotency_key as key, c.id,
    c.occurred_at as "occurredAt", c.recorded_at as "recordedAt", c.feature, c.quantity, c.credits, c.overage,
    c.available_after as available, c.account_version as version, c.plan_period_id as period, c.hold_id as hold,
    c.metadata::text as properties`,
  cells: (row: Use) => [
    ...[row.accountId, row.account, row.key, row.id, row.occurredAt, row.recordedAt, row.feature],
    ...[row.quantity, row.credits, row.overage, row.available, row.version],
    ...[row.period, row.hold, row.properties],
  ],
});

type Use = Record<"accountId" | "account" | "key" | "id" | "feature", string> &
  Record<"period" | "hold" | "properties", string | null> &
  Record<"occurredAt" | "recordedAt", Date> &
  Record<"quantity" | "credits" | "overage" | "available" | "version", bigint>;

import { sql } from "kysely";
import { z } from "zod";
import type { AccountId } from "@/lib/ids";
import { actsMeant } from "@/staff/act-queries";
import { named } from "@/staff/name-queries";
import { instantsOf, ofDays, word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

const filters = z.strictObject({
  ...ofDays,
  actor: word.optional(),
  act: word.optional(),
  subject: word.optional(),
});

/** AU1: the acts the log shows, chain by chain. */
export const auditLog = keysetKind({
  permission: "audit:read",
  picture: "asked",
  filters,
  columns: [
    ...["recorded_at", "account_id", "account", "position", "actor", "actor_name", "act"],
    ...["subject", "before", "after", "reason", "request_id", "hash"],
  ],
  from: sql`audit_log l left join accounts a on a.id = l.owner_id`,
  key: [
    ["l.account_id", "uuid"],
    ["l.position", "int8"],
  ],
  where: ({ filters: { account, ...by }, zone, at }) =>
    all(
      sql`l.recorded_at <= ${at}`,
      actsMeant({ ...by, ...instantsOf(by, zone), account: account as AccountId | undefined }),
    ),
  select: sql`l.recorded_at as at, l.owner_id as "accountId", a.name as account, l.position, l.actor,
    ${named("l.actor")} as "actorName", l.act, l.subject, l.before::text, l.after::text, l.reason,
    l.request_id as "requestId", encode(l.hash, 'hex') as hash`,
  cells: (row: Act) => [
    ...[row.at, row.accountId, row.account, row.position, row.actor, row.actorName, row.act],
    ...[row.subject, row.before, row.after, row.reason, row.requestId, row.hash],
  ],
});

type Act = Record<
  "accountId" | "account" | "actorName" | "subject" | "before" | "after" | "reason",
  string | null
> &
  Record<"actor" | "act" | "requestId" | "hash", string> & { at: Date; position: bigint };

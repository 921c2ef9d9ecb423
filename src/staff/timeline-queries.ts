import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { named } from "./name-queries";

/** What a timeline is made of, and can be narrowed to. */
export const timelineKinds = [
  "money",
  "credits",
  "use",
  "plan",
  "sign_in",
  "staff",
  "settings",
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** How far a page came in each of its three sources: the lowest version, position and instant shown. */
export type Reached = { version: bigint | null; position: bigint | null; period: Date | null };

const use = ["consume", "hold", "capture", "release"];
const money = ["invoice", "payment", "recognize", "credit", "overage"];

export type BookedItem = {
  source: "ledger";
  version: bigint;
  at: Date;
  kind: string;
  actor: string;
  actorName: string | null;
  reason: string;
  /** Credits that came onto grants less those that left. */
  credits: bigint;
  /** What customers owe more, or less, of it. */
  receivable: bigint;
  currency: string | null;
  invoice: { id: InvoiceId; number: string | null } | null;
};

/** A page of one source: of these kinds, below a place where one is given. */
type Wanted<Place> = {
  accountId: AccountId;
  kinds: readonly TimelineKind[];
  below: Place | null;
  limit: number;
};

/** Ledger transactions of the kinds wanted, the newest first. Without `use` and `recognize`, which are daily noise. */
export async function listBooked(
  db: Db,
  { accountId, kinds, below, limit }: Wanted<bigint>,
): Promise<BookedItem[]> {
  const wanted = wantedKinds(kinds);
  if (!wanted) return [];
  const { rows } = await sql<BookedItem>`
    select 'ledger' as source, x.account_version as version, x.recorded_at as at, x.kind, x.actor,
      ${named("x.actor")} as "actorName", x.reason, m.credits, m.receivable, m.currency, i.invoice
    from (select * from ledger_transactions x
      where x.account_id = ${accountId} ${below === null ? sql`` : sql`and x.account_version < ${below}`} and ${wanted}
      order by x.account_version desc limit ${limit}) x
    cross join lateral (
      select (coalesce(sum(t.amount) filter (where t.asset = 'credit' and l.kind = 'grant'), 0)
          - coalesce(sum(t.amount) filter (where t.asset = 'credit' and f.kind = 'grant'), 0))::bigint as credits,
        (coalesce(sum(t.amount) filter (where l.kind = 'receivable'), 0)
          - coalesce(sum(t.amount) filter (where f.kind = 'receivable'), 0))::bigint as receivable,
        max(t.asset) filter (where t.asset <> 'credit') as currency,
        (array_agg(t.invoice_line_id) filter (where t.invoice_line_id is not null))[1] as line_id
      from transfers t
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
      where t.account_id = x.account_id and t.account_version = x.account_version) m
    left join lateral (
      select jsonb_build_object('id', i.id, 'number', i.number) as invoice from invoice_lines n
      join invoices i on i.account_id = n.account_id and i.id = n.invoice_id
      where n.account_id = x.account_id and n.id = m.line_id) i on true
    order by x.account_version desc`.execute(db);
  return rows;
}

function wantedKinds(kinds: readonly TimelineKind[]) {
  const has = (kind: TimelineKind) => kinds.length === 0 || kinds.includes(kind);
  const list = (of: readonly string[]) => sql.join(of.map((kind) => sql.lit(kind)));
  const parts = [
    ...(kinds.includes("use") ? [sql`x.kind in (${list(use)})`] : []),
    ...(kinds.includes("money") ? [sql`x.kind in (${list(money)})`] : []),
    // As the partial index of what is rare has it.
    ...(has("credits")
      ? [
          sql`(x.kind not in (${list(use)}) and x.kind not in (${list(kinds.length === 0 ? ["recognize"] : money)}))`,
        ]
      : []),
  ];
  return parts.length > 0 ? sql`(${sql.join(parts, sql` or `)})` : undefined;
}

export type ActItem = {
  source: "act";
  position: bigint;
  at: Date;
  kind: string;
  actor: string;
  actorName: string | null;
  subject: string | null;
  subjectName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
};

const isKind = {
  sign_in: sql`l.act like 'session.%'`,
  staff: sql`(l.actor like 'staff:%' or l.act like 'note.%')`,
  settings: sql`(l.act not like 'session.%' and l.act not like 'note.%' and l.actor not like 'staff:%')`,
} as const;

/** Acts on the account's chain, the newest first. */
export async function listActsOf(
  db: Db,
  { accountId, kinds, below, limit }: Wanted<bigint>,
): Promise<ActItem[]> {
  const wanted = (Object.keys(isKind) as (keyof typeof isKind)[]).filter(
    (kind) => kinds.length === 0 || kinds.includes(kind),
  );
  if (wanted.length === 0) return [];
  const parts = wanted.map((kind) => isKind[kind]);
  const { rows } = await sql<ActItem>`
    select 'act' as source, l.position, l.recorded_at as at, l.act as kind, l.actor,
      ${named("l.actor")} as "actorName", l.subject,
      case when l.act like 'member.%' then (select name from users where id = l.subject::uuid) end as "subjectName",
      l.before, l.after, l.reason
    from audit_log l
    where l.account_id = ${accountId} ${below === null ? sql`` : sql`and l.position < ${below}`}
      and (${sql.join(parts, sql` or `)})
    order by l.position desc limit ${limit}`.execute(db);
  return rows;
}

export type PlanItem = {
  source: "plan";
  at: Date;
  kind: "start" | "renewal" | "change" | "trial_end";
  plan: string;
  endsAt: Date;
  closedBy: string | null;
};

/** Plan periods by when they began, the newest first. */
export async function listPeriodsBegun(
  db: Db,
  { accountId, kinds, below, limit }: Wanted<Date>,
): Promise<PlanItem[]> {
  if (kinds.length > 0 && !kinds.includes("plan")) return [];
  const { rows } = await sql<PlanItem>`
    select 'plan' as source, p.starts_at as at, p.opened_by as kind, n.name as plan, p.ends_at as "endsAt",
      p.closed_by as "closedBy"
    from plan_periods p join plan_versions v on v.id = p.plan_version_id join plans n on n.code = v.plan
    where p.account_id = ${accountId} and p.state in ('open', 'closed')
      ${below === null ? sql`` : sql`and p.starts_at < ${below}`}
    order by p.starts_at desc limit ${limit}`.execute(db);
  return rows;
}

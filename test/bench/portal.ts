import { sql } from "kysely";
import type { CustomerActor } from "@/auth/actor";
import { createDb, type Db } from "@/db/client";
import type { AccountId, GrantId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { portalRouter } from "@/trpc/portal/router";
import type { Ground } from "./ground";
import { prepare } from "./ground";
import { oldAccount } from "./portal-ground";
import { type Figure, limitFigure } from "./report";

const samples = 40;
const limitMs = 200;

/**
 * How long a customer with a very long past waits for each list of the portal, wherever in it they are.
 *
 * What counts is the time that nineteen of twenty stay within (p95), after a first call, on the product's own
 * pool.
 */
export async function portalFigures(ground: Ground, events: number): Promise<Figure[]> {
  // Books of their own: five years pass in them.
  await sql`create database old_account`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = "/old_account";
  await prepare(url.toString());
  const db = createDb(url.toString(), { max: 10, statementTimeoutMs: 0 });
  try {
    const account = await oldAccount(db, events);
    return await measureLists(db, account);
  } finally {
    await db.destroy();
  }
}

/** Each list once per kind of question that is answered in another way. */
async function measureLists(db: Db, account: AccountId): Promise<Figure[]> {
  const portal = portalOf(db, account);
  const landmarks = await landmarksOf(db, account);
  const lists = {
    ...overviewLists(portal),
    ...creditsLists(portal, landmarks),
    ...usageLists(portal, landmarks),
    ...invoiceLists(portal, landmarks),
  };
  const figures: Figure[] = [];
  for (const [name, ask] of Object.entries(lists)) {
    const { middle, slow } = await timesOf(ask);
    const figure = limitFigure(`portal: ${name}`, { value: slow, unit: "ms", below: limitMs });
    figures.push({ ...figure, against: `half within ${middle.toFixed(middle < 10 ? 1 : 0)} ms` });
  }
  return figures;
}

type Portal = ReturnType<typeof portalOf>;
type Lists = Record<string, () => Promise<unknown>>;

function overviewLists({ overview, find }: Portal): Lists {
  return {
    "overview, balance": () => overview.balance(),
    "overview, usage": () => overview.usage(),
    "overview, next invoice": () => overview.nextInvoice(),
    "overview, forecast": () => overview.forecast({}),
    "overview, alerts": () => overview.alerts(),
    "overview, invoices": () => overview.invoices(),
    "overview, latest entries": () => overview.activity(),
    "palette, invoices": () => find.invoices({ text: "00001" }),
  };
}

function creditsLists({ grants, grant, ledger, ledgerEntry }: Portal, at: Landmarks): Lists {
  const { middle, oldGrant, oldDay } = at;
  return {
    grants: () => grants({}),
    "grants, finished": () => grants({ finished: { before: null, limit: 50 } }),
    "one grant": () => grant({ grantId: oldGrant }),
    "ledger, newest page": () => ledger({}),
    "ledger, middle": () => ledger({ before: middle }),
    "ledger, middle, going back": () => ledger({ after: middle }),
    "ledger, oldest page": () => ledger({ before: 50n }),
    "ledger, only use": () => ledger({ kind: "consume", before: middle }),
    "ledger, only grants": () => ledger({ kind: "grant", limit: 200 }),
    "ledger, a kind there is none of": () => ledger({ kind: "debt" }),
    "ledger, one old grant": () => ledger({ grantId: oldGrant }),
    "ledger, one old day": () => ledger({ from: oldDay, to: oldDay }),
    "ledger entry": () => ledgerEntry({ version: middle }),
  };
}

function usageLists(
  { usage }: Portal,
  { period, line, overageLine, oldDay, at }: Landmarks,
): Lists {
  const year = { from: yearBefore(oldDay), to: oldDay };
  return {
    "usage, periods": () => usage.periods(),
    "usage, a period by feature": () => usage.table({ period, compare: true }),
    "usage, a period by key": () => usage.table({ period, grouping: { by: "actor" } }),
    "usage, a period by project": () =>
      usage.table({ period, grouping: { by: "property", name: "project" } }),
    "usage, a year by feature": () => usage.table(year),
    "usage, a period in money": () => usage.table({ period, costs: true }),
    "usage, notes": () => usage.notes({ period }),
    "usage, choices": () => usage.choices({ period }),
    "usage, newest events": () => usage.events({ period }),
    "usage, events amid a period": () => usage.events({ period, before: { at, key: "x" } }),
    "usage, events of a year, one key": () => usage.events({ ...year, actor: "key:tb_bench_7" }),
    "usage, events nobody had": () => usage.events({ ...year, feature: "video_second" }),
    "usage, events of a line": () => usage.events({ line }),
    "usage, events of an overage line": () => usage.events({ line: overageLine }),
  };
}

function invoiceLists({ invoices }: Portal, { invoice, oldDay }: Landmarks): Lists {
  return {
    "invoices, newest page": () => invoices.list({}),
    "invoices, by status and day": () => invoices.list({ status: "paid", from: oldDay }),
    "invoices, by number": () => invoices.list({ search: "00001" }),
    "one invoice": () => invoices.get({ invoiceId: invoice }),
  };
}

function yearBefore(day: string): string {
  return `${Number(day.slice(0, 4)) - 1}${day.slice(4).replace("02-29", "02-28")}`;
}

type Landmarks = {
  middle: bigint;
  oldGrant: GrantId;
  oldDay: string;
  period: string;
  line: InvoiceLineId;
  overageLine: InvoiceLineId;
  invoice: InvoiceId;
  at: Date;
};

/** Places far back in the past. */
async function landmarksOf(db: Db, account: AccountId): Promise<Landmarks> {
  const { rows } = await sql<Landmarks>`
    select b.version / 2 as middle, g.id as "oldGrant",
      (g.issued_at + interval '9 days')::date::text as "oldDay", g.plan_period_id as period,
      g.issued_at + interval '9 days' as at, g.invoice_line_id as line,
      l.id as "overageLine", l.invoice_id as invoice
    from account_books b join grants g on g.account_id = b.account_id and g.category = 'allowance'
    cross join lateral (
      select id, invoice_id from invoice_lines where account_id = g.account_id
        and plan_period_id = g.plan_period_id and kind in ('overage', 'plan')
      order by kind limit 1) l
    where b.account_id = ${account} order by g.issued_at limit 1 offset 20`.execute(db);
  const [found] = rows;
  if (!found) throw new Error("The old account has had grants");
  return found;
}

function portalOf(db: Db, accountId: AccountId) {
  const actor: CustomerActor = {
    ...{ kind: "link", userId: null, accountId, role: "viewer", sessionId: accountId },
    ...{ name: "Bench", locale: null, embedded: false, returnUrl: null },
  };
  return createCallerFactory(portalRouter)({ db, actor, requestId: "bench" });
}

/** How long something takes: what half of the tries stay within, and nineteen of twenty. */
export async function timesOf(
  ask: () => Promise<unknown>,
  count = samples,
): Promise<{ middle: number; slow: number }> {
  await ask();
  const took: number[] = [];
  for (let sample = 0; sample < count; sample += 1) {
    const started = performance.now();
    await ask();
    took.push(performance.now() - started);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.ceil(count * share) - 1] ?? 0;
  return { middle: at(0.5), slow: at(0.95) };
}

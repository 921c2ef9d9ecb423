import { sql } from "kysely";
import type { StaffActor } from "@/auth/actor";
import { createDb, type Db } from "@/db/client";
import { newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import type { Ground } from "./ground";
import { giveCredits, openAccounts, prepare, startPlan } from "./ground";
import { timesOf } from "./portal";
import { type Figure, limitFigure } from "./report";

const limitMs = 200;

/** How long staff wait for a customer among very many, however they look for one (p95, as in the portal). */
export async function staffFigures(ground: Ground, customers: number): Promise<Figure[]> {
  // Books of their own, so that nobody else's accounts are searched.
  await sql`create database many_accounts`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = "/many_accounts";
  await prepare(url.toString());
  const db = createDb(url.toString(), { max: 10, statementTimeoutMs: 0 });
  try {
    const accounts = await openAccounts(db, customers, "customer");
    await startPlan(db, accounts.slice(0, 2_000), { plan: "pro" });
    await giveCredits(db, accounts.slice(0, 20_000));
    await sql`update accounts set segment = case when random() < 0.001 then 'rare' else 'broad' end`.execute(
      db,
    );
    await sql`vacuum analyze`.execute(db);
    return await measure(db, accounts[Math.floor(customers / 2)] ?? "");
  } finally {
    await db.destroy();
  }
}

async function measure(db: Db, middle: string): Promise<Figure[]> {
  const actor: StaffActor = {
    ...{ kind: "staff", fresh: true, role: "finance", name: "Bench", sessionId: newId<string>() },
    staffUserId: newId<string>(),
  };
  const staff = createCallerFactory(staffRouter)({ db, actor, requestId: "bench" });
  const { accounts } = staff;
  const asks: Record<string, () => Promise<unknown>> = {
    "by our id": () => accounts.search({ text: middle }),
    "by an id nobody has": () => accounts.search({ text: newId<string>() }),
    "by a part of a name": () => accounts.search({ text: "omer-4711" }),
    "by three letters of all": () => accounts.search({ text: "cus" }),
    "by the end of a card": () => accounts.search({ text: "4242" }),
    "list, first page": () => accounts.list({}),
    "list, one plan": () => accounts.list({ plan: "pro" }),
    "list, overdue": () => accounts.list({ state: "overdue" }),
    "list, one segment": () => accounts.list({ segment: "rare" }),
    "list, a segment and few credits": () => accounts.list({ segment: "broad", below: 500n }),
    "list, few credits, which nobody has": () => accounts.list({ below: 1n, state: "overdue" }),
    "list, fewer credits than most": () => accounts.list({ below: 1_000n }),
    "list, at risk": () => accounts.list({ state: "at_risk" }),
    "a customer": () => accounts.get({ account: middle }),
    "a customer's timeline": () => accounts.timeline({ account: middle }),
    "acts, newest": () => staff.audit.list({}),
    "acts of somebody who did nothing": () => staff.audit.list({ actor: "staff:nobody" }),
    "acts nobody did": () => staff.audit.list({ act: "refund.asked" }),
    "acts of an account": () => staff.audit.list({ account: middle }),
    tasks: () => staff.tasks.list({}),
    "events that came": () => staff.events.list({}),
    "customers of a file, counted": () =>
      staff.exports.count({ kind: "customers", filters: {}, timezone: "UTC" }),
  };
  const figures: Figure[] = [];
  for (const [name, ask] of Object.entries(asks)) {
    const { middle: half, slow } = await timesOf(ask);
    const figure = limitFigure(`staff: ${name}`, { value: slow, unit: "ms", below: limitMs });
    figures.push({ ...figure, against: `half within ${half.toFixed(half < 10 ? 1 : 0)} ms` });
  }
  return figures;
}

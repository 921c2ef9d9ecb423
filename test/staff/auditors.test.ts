import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { journalOf } from "@/app/api/export/auditor-journal";
import { createAuditorLink, openLink } from "@/auth/auditor-links";
import {
  findOwnLink,
  insertAuditorSession,
  listAuditorLinks,
  revokeAuditorLink,
} from "@/auth/auditor-queries";
import { hashOf } from "@/auth/codes";
import { listAuditedMonths } from "@/billing/months/audited-queries";
import { inTransaction, readAs } from "@/db/transaction";
import { journal } from "@/exports/kinds/journal-queries";
import { createCallerFactory } from "@/trpc/init";
import { appRouter } from "@/trpc/root";
import { advance, books, Customer, openBooks } from "../books";
import { closeMonth, reopenMonth } from "../months/closing";
import { codeOf } from "../refusals/attempt";

const by = `staff:${randomUUID()}`;
const author = { actor: by, requestId: "test", reason: "Year-end audit" };

/** Two closed months and an open one, with a plan's money in each. */
beforeAll(async () => {
  await openBooks("2026-01-05T10:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await advance("2026-03-06T00:00:00Z");
  // A report knows what was recorded a moment ago, not what is being recorded.
  await advance("2026-03-06T01:00:00Z");
  for (const month of ["2026-01", "2026-02"]) await closeMonth(month);
});

type Wish = { firstMonth: string; lastMonth: string; days?: number };

async function linkTo({ days = 30, ...months }: Wish) {
  const wish = { auditor: "Ada Audit", reason: "Year-end audit", by, days, ...months };
  const made = await inTransaction(books(), (tx) => createAuditorLink(tx, wish), author);
  return { ...made, token: made.url.split("/").at(-1) ?? "" };
}

/** As the browser does it: what the link ends with for a session, where it opens. */
const opened = (token: string) =>
  openLink(books(), token, { ip: "192.0.2.7", userAgent: undefined });

async function sessionOn(wish: Wish) {
  const link = await linkTo(wish);
  const id = (await opened(link.token)) ?? "";
  return { link, id, ask: asking(id, link.id) };
}

function asking(sessionId: string, id: string) {
  const link = { id, auditor: "Ada Audit", firstMonth: "2026-01", lastMonth: "2026-12" };
  const actor = { kind: "auditor" as const, sessionId, link: { ...link, expiresAt: new Date() } };
  return createCallerFactory(appRouter)({ db: books(), actor, requestId: "test" }).auditor;
}

const seen = async (auditor: string, query: string): Promise<string[]> => {
  const { rows } = await readAs(books(), { role: "tallybook_auditor", auditor }, (tx) =>
    sql<{ one: string }>`select ${sql.raw(query)}`.execute(tx),
  );
  return rows.map(({ one }) => one);
};

const months = "month as one from book_months order by 1";
const bookedIn = `distinct to_char(booked_at at time zone 'UTC', 'YYYY-MM') as one
  from ledger_transactions order by 1`;

test("an auditor sees the months of the link with hash and figures, and nothing of any other", async () => {
  const { ask, id } = await sessionOn({ firstMonth: "2026-02", lastMonth: "2026-02" });
  const { auditor, months: shown } = await ask.overview();
  expect([auditor, shown.map(({ month }) => month)]).toEqual(["Ada Audit", ["2026-02"]]);
  const { figures, sha256 } = await ask.month({ month: "2026-02" });
  expect(sha256).toBe(shown[0]?.sha256);
  // A plan of $99.00 a month: what is owed by the end of February is what was earned of none of it.
  expect(figures.trialBalance.map(({ kind }) => kind)).toContain("deferred_revenue");
  expect(await ask.verify({ month: "2026-02" })).toEqual({
    ...{ kept: sha256, hashed: sha256, noted: sha256, now: sha256 },
  });
  const { rows } = await ask.report({ report: "money" });
  // Billed on 5 February for the second month, $99.00.
  expect(rows).toMatchObject([{ month: "2026-02", currency: "usd", billed: 9_900n }]);
  expect((await ask.chains()).map(({ holds }) => holds)).toEqual([true, true]);
  for (const month of ["2026-01", "2026-03"]) {
    await expect(ask.month({ month })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(ask.verify({ month })).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  expect(await seen(id, months)).toEqual(["2026-02"]);
  expect(await seen(id, bookedIn)).toEqual(["2026-02"]);
});

test("the journal an auditor takes has the rows staff export of the month, and its debits equal its credits", async () => {
  const { id } = await sessionOn({ firstMonth: "2026-01", lastMonth: "2026-02" });
  const asked = {
    filters: { from: "2026-02-01", to: "2026-02-28" },
    ...{ zone: "UTC", at: new Date("2026-03-06T00:00:00Z") },
  };
  const all = { after: null, limit: 100_000 };
  const theirs = await readAs(books(), { role: "tallybook_auditor", auditor: id }, (tx) =>
    journal.list(tx, asked, all),
  );
  const ours = await readAs(books(), { role: "tallybook_app" }, (tx) =>
    journal.list(tx, asked, all),
  );
  expect(theirs).toEqual(ours);
  const sum = (column: number) =>
    theirs.rows.reduce((total, row) => {
      const cell = row[column] as { decimal: string } | null;
      return total + BigInt(cell?.decimal.replace(".", "") ?? 0);
    }, 0n);
  expect(sum(6)).toBeGreaterThan(0n);
  expect(sum(6)).toBe(sum(7));
});

test("a journal whose link ends while it is read breaks off, and does not look as if it were whole", async () => {
  const { link, id } = await sessionOn({ firstMonth: "2026-02", lastMonth: "2026-02" });
  const asThem = { role: "tallybook_auditor", auditor: id } as const;
  const [found] = await readAs(books(), asThem, listAuditedMonths);
  const own = await readAs(books(), asThem, findOwnLink);
  if (!found || !own) throw new Error("The link shows a month");
  const actor = { kind: "auditor" as const, sessionId: id, link: own };
  const read = journalOf({ db: books(), actor, found, at: new Date("2026-03-06T00:00:00Z") }, 4);
  expect((await read.next()).value).not.toEqual([]);
  expect((await read.next()).done).toBe(false);
  await inTransaction(books(), (tx) => revokeAuditorLink(tx, { id: link.id, by }), author);
  await expect(read.next()).rejects.toThrow("not shown");
});

test("the role reads no name, no mail, nothing of staff or portal, and writes nothing", async () => {
  const { id } = await sessionOn({ firstMonth: "2026-01", lastMonth: "2026-02" });
  const shut = ["name as one from accounts", "email as one from accounts", "actor from audit_log"];
  const tables = ["staff_users", "users", "grants", "payments", "auditor_sessions", "api_keys"];
  for (const query of [...shut, ...tables.map((table) => `* from ${table}`)])
    await expect(seen(id, query), query).rejects.toMatchObject({ code: "42501" });
  await expect(seen(id, "token_hash from auditor_links")).rejects.toMatchObject({ code: "42501" });
  expect(await codeOf("update auditor_links set revoked_at = null", "tallybook_auditor")).toBe(
    "42501",
  );
});

test("revoked, run out or made up, a link opens nothing and an open session sees nothing more", async () => {
  const { link, id, ask } = await sessionOn({ firstMonth: "2026-01", lastMonth: "2026-01" });
  expect(await seen(id, months)).toEqual(["2026-01"]);
  const ended = { id: link.id, by };
  expect(await inTransaction(books(), (tx) => revokeAuditorLink(tx, ended), author)).toBe(true);
  expect(await inTransaction(books(), (tx) => revokeAuditorLink(tx, ended), author)).toBe(false);
  expect(await opened(link.token)).toBeUndefined();
  expect(await opened(`${link.token.slice(0, -1)}${link.token.endsWith("A") ? "B" : "A"}`)).toBe(
    undefined,
  );
  for (const who of [id, randomUUID()]) {
    expect([await seen(who, months), await seen(who, bookedIn)]).toEqual([[], []]);
    await expect(asking(who, link.id).overview()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  }
  await expect(ask.month({ month: "2026-01" })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  // The database refuses it too, whatever the application thinks: a link that is over opens no session.
  const session = { id: randomUUID(), linkId: link.id, seconds: 60 };
  const late = inTransaction(books(), (tx) => insertAuditorSession(tx, session));
  await expect(late).rejects.toMatchObject({ code: "TB058" });

  const brief = await sessionOn({ firstMonth: "2026-01", lastMonth: "2026-01", days: 1 });
  await runOut(brief.link.id);
  expect(await opened(brief.link.token)).toBeUndefined();
  expect(await seen(brief.id, months)).toEqual([]);
});

/** Puts a link's time a day and a half back, as its owner could with the guard off: real time does not stand still here. */
async function runOut(id: string): Promise<void> {
  const guard = (how: "enable" | "disable") =>
    sql`alter table auditor_links ${sql.raw(how)} trigger auditor_links_guarded`.execute(books());
  await guard("disable");
  await sql`update auditor_links set created_at = created_at - interval '36 hours',
    expires_at = expires_at - interval '36 hours' where id = ${id}`.execute(books());
  await guard("enable");
}

test("a link that is withdrawn while it is opened opens nothing, and its withdrawal waits for nobody", async () => {
  const link = await linkTo({ firstMonth: "2026-01", lastMonth: "2026-01" });
  const revoke = () =>
    inTransaction(books(), (tx) => revokeAuditorLink(tx, { id: link.id, by }), author);
  const [session, revoked] = await Promise.all([opened(link.token), revoke()]);
  expect(revoked).toBe(true);
  // Whichever was first, nothing is seen from then on.
  expect(await seen(session ?? randomUUID(), months)).toEqual([]);
  expect(await opened(link.token)).toBeUndefined();
});

test("a link is to closed months in their order, for 90 days at most, and what it says stays", async () => {
  for (const [firstMonth, lastMonth] of [
    ["2026-02", "2026-03"],
    ["2026-02", "2026-01"],
    ["2025-12", "2026-01"],
  ] as const) {
    const refused = linkTo({ firstMonth, lastMonth });
    await expect(refused).rejects.toMatchObject({ code: "month_not_closable" });
  }
  const long = linkTo({ firstMonth: "2026-01", lastMonth: "2026-01", days: 91 });
  await expect(long).rejects.toMatchObject({ constraint: "auditor_links_ninety_days" });
  const { link, id } = await sessionOn({ firstMonth: "2026-01", lastMonth: "2026-01", days: 90 });
  for (const change of [
    `update auditor_links set last_month = '2026-02' where id = '${link.id}'`,
    `update auditor_links set expires_at = expires_at + interval '1 hour' where id = '${link.id}'`,
    `update auditor_sessions set expires_at = expires_at + interval '1 hour' where id = '${id}'`,
  ])
    expect(await codeOf(change), change).toBe("TB058");
  for (const table of ["auditor_links", "auditor_sessions"]) {
    expect(await codeOf(`delete from ${table}`)).toBe("TB001");
    expect(await codeOf(`truncate ${table} cascade`)).toBe("TB001");
  }
});

test("who made a link, who opened it and who ended it stand in the audit log, and no token does", async () => {
  const { link } = await sessionOn({ firstMonth: "2026-01", lastMonth: "2026-02" });
  await inTransaction(books(), (tx) => revokeAuditorLink(tx, { id: link.id, by }), author);
  const { rows } = await sql<{ act: string; actor: string; reason: string | null }>`
    select act, actor, reason from audit_log where subject = ${link.id} order by position`.execute(
    books(),
  );
  expect(rows).toEqual([
    { act: "auditor_link.added", actor: by, reason: "Year-end audit" },
    { act: "auditor_session.added", actor: `auditor:${link.id}`, reason: null },
    { act: "auditor_link.removed", actor: by, reason: "Year-end audit" },
  ]);
  const found = (await listAuditorLinks(books())).find(({ id }) => id === link.id);
  expect(found).toMatchObject({ isOver: true, opened: 1, lastOpenedAt: expect.any(Date) });
  const hash = hashOf(link.token).toString("hex");
  const { rows: told } = await sql`
    select 1 from audit_log where coalesce(after, before)::text ~ ${`${link.token}|${hash}`}`.execute(
    books(),
  );
  expect(told).toEqual([]);
});

test("a month that is opened again is shown to nobody until it is closed anew", async () => {
  const { id, ask } = await sessionOn({ firstMonth: "2026-01", lastMonth: "2026-02" });
  await reopenMonth("2026-02");
  expect((await ask.overview()).months.map(({ month }) => month)).toEqual(["2026-01"]);
  expect(await seen(id, bookedIn)).toEqual(["2026-01"]);
  await closeMonth("2026-02");
  expect((await ask.overview()).months.map(({ month, number }) => [month, number])).toEqual([
    ["2026-01", 1],
    ["2026-02", 2],
  ]);
  expect(await readAs(books(), { role: "tallybook_auditor", auditor: id }, findOwnLink)).toEqual(
    expect.objectContaining({ auditor: "Ada Audit", lastMonth: "2026-02" }),
  );
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import type { Db } from "@/db/client";

import { addSeconds } from "@/lib/time";
import { readClock } from "@/sandbox/read-clock";
import { sandboxAccess } from "@/sandbox/story/access";
import { giveCards } from "@/sandbox/story/cards";
import { accountIdOf } from "@/sandbox/story/ids";
import { seedStory } from "@/sandbox/story/seed";
import { startSimulator } from "@/sandbox/stripe/server";
import { assertBooksAreClean, freshDatabase } from "../database";
import { differencesOf } from "./differences";
import { openSandboxAt } from "./opening";
import { pictureOf } from "./picture";
import { cardsOf, idsOf, linesOf, stateOf, statuses } from "./story-state";

const now = new Date("2026-11-20T15:30:00Z");
const access = {
  baseUrl: "http://localhost:3000",
  dataDir: mkdtempSync(join(tmpdir(), "tallybook-story-")),
};
let db: Db;

beforeAll(async () => {
  ({ db } = await freshDatabase());
  await openSandboxAt(db, now);
  await seedStory(db, now);
}, 120_000);

afterAll(() => rmSync(access.dataDir, { recursive: true }));

test("the story ends now, with nothing left to do and clean books", async () => {
  await assertBooksAreClean(db);
  const { now: clock } = await readClock(db);
  expect(+clock - +now).toBeGreaterThanOrEqual(0);
  expect(+clock - +now).toBeLessThan(300_000);
  const { rows } = await sql<{ latest: Date; first: Date; due: bigint; accounts: bigint }>`
    select max(occurred_at) as latest, min(occurred_at) as first,
      (select count(*) from account_books where due_at <= ${now.toISOString()}) as due,
      (select count(*) from accounts) as accounts
    from ledger_transactions`.execute(db);
  expect(rows[0]).toMatchObject({ due: 0n, accounts: 48n });
  expect(rows[0]?.latest.toISOString() ?? "").toMatch(/^2026-11-20/);
  expect(rows[0]?.first.toISOString() ?? "").toMatch(/^2026-06-2/);
});

test("use has a weekly rhythm and grows, over three features", async () => {
  const { rows } = await sql<{ weekend: number; growth: number; features: bigint }>`
    select (avg(credits) filter (where extract(isodow from day) > 5)
        / avg(credits) filter (where extract(isodow from day) <= 5))::float8 as weekend,
      (sum(credits) filter (where day >= '2026-10-01' and day < '2026-11-01')
        / sum(credits) filter (where day >= '2026-07-01' and day < '2026-08-01'))::float8 as growth,
      (select count(distinct feature) from usage_by_day) as features
    from (select day, sum(credits) as credits from usage_by_day group by 1) as days`.execute(db);
  expect(rows[0]?.weekend).toBeLessThan(0.6);
  expect(rows[0]?.growth).toBeGreaterThan(1.2);
  expect(rows[0]?.features).toBe(3n);
});

describe("each persona is in the state its label says", () => {
  test("healthy: half of the allowance left, all paid, work running", async () => {
    const { balance, invoices, plan } = await stateOf(db, "atelier-sommer");
    expect(plan?.name).toBe("Scale");
    expect(balance.available).toBeGreaterThan(50_000n);
    expect(balance.held).toBeGreaterThan(0n);
    expect(statuses(invoices)).toEqual(["paid"]);
  });

  test("near run-out: under a tenth of Starter's allowance left, and no overage", async () => {
    const { balance } = await stateOf(db, "kestrel-audio");
    expect(balance.available).toBeGreaterThan(0n);
    expect(balance.available).toBeLessThan(500n);
    expect(balance.overage).toBe(0n);
  });

  test("prepaid only: credits and no plan", async () => {
    const { balance, plan, invoices } = await stateOf(db, "blue-heron-maps");
    expect(plan).toBeNull();
    expect(invoices.items).toEqual([]);
    expect(balance.available).toBeGreaterThan(1_000n);
    expect(new Set(balance.grants.map(({ category }) => category))).toEqual(new Set(["pack"]));
  });

  test("past due: invoices overdue, and the next allowance waits for the money", async () => {
    const { balance, invoices } = await stateOf(db, "lantern-press");
    const overdue = invoices.items.filter(({ status }) => status === "overdue");
    expect(overdue.length).toBeGreaterThanOrEqual(1);
    expect(balance.available).toBe(0n);
  });

  test("new: an account on which nothing has happened", async () => {
    const { balance, plan, usage } = await stateOf(db, "quiet-harbour");
    expect([plan, balance.available, usage.used]).toEqual([null, 0n, 0n]);
  });

  test("heavy overage: far more than 20,000 used, billed beyond", async () => {
    const { balance, usage, invoices } = await stateOf(db, "novafield-films");
    expect(usage.used).toBeGreaterThan(28_000n);
    expect(balance.overage).toBe(usage.used - 20_000n);
    expect(invoices.upcoming?.total.minor).toBe(9_900n + balance.overage);
  });
});

describe("those whose plan is on the move", () => {
  test("a downgrade waits for the end of the period", async () => {
    const { plan, invoices } = await stateOf(db, "dune-and-daughters");
    expect(plan).toMatchObject({ name: "Scale", toCome: { plan: { name: "Pro" } } });
    expect(plan?.toCome?.at).toEqual(plan?.period.end);
    expect(invoices.upcoming?.total.minor).toBe(9_900n);
  });

  test("in a trial: no document yet, and Starter's price when it ends", async () => {
    const { plan, invoices, balance } = await stateOf(db, "paper-lynx");
    expect(plan).toMatchObject({ name: "Starter", inTrial: true });
    expect(invoices.items).toEqual([]);
    expect(invoices.upcoming?.total.minor).toBe(2_900n);
    expect(plan).toMatchObject({ allowance: 5_000n, trialAllowance: 1_000n });
    expect(balance.available).toBeGreaterThan(500n);
    expect(balance.available).toBeLessThan(1_000n);
  });

  test("changed in mid-cycle: 16 of its 31 days were left", async () => {
    // Came 10 September, changed 25 October: 29.00 × 16 ∕ 31 back, 99.00 × 16 ∕ 31 to pay.
    expect(await linesOf(db, "sankofa-stories")).toEqual([
      ["plan 2900"],
      ["plan 2900"],
      ["proration_credit -1497", "proration_charge 5110"],
      ["plan 9900"],
    ]);
  });

  test("a tenth off and 20 % VAT; a pack, never discounted, waits for its money", async () => {
    const month = ["plan 9900", "discount -990", "tax 1782"];
    expect(await linesOf(db, "thornbury-type")).toEqual([
      ...[month, month, month],
      ["pack 10000", "tax 2000"],
    ]);
    const { invoices, balance } = await stateOf(db, "thornbury-type");
    expect(invoices.items.map(({ due }) => due.minor)).toEqual([12_000n, 0n, 0n, 0n]);
    expect(balance.grants.map(({ category }) => category)).toEqual(["allowance"]);
  });
});

test("refunds have gone through: one took back what it is worth, one found half of it spent", async () => {
  const { rows } = await sql<{ number: string; revoked: bigint; short: bigint }>`
    select a.name, f.status, f.amount_minor as minor, left(i.number, 3) as note, r.slice, r.revoked, r.written_off as short
    from refunds f join accounts a on a.id = f.account_id
    join invoices i on i.account_id = f.account_id and i.id = f.credit_note_id
    join line_returns r on r.account_id = f.account_id and r.refund_id = f.id order by 1 desc`.execute(
    db,
  );
  const done = { status: "succeeded", note: "CN-" };
  // $30.00 and $60.00 of $100.00 for 10,000 credits.
  const [tidewater, marrow] = rows;
  expect(rows).toHaveLength(2);
  expect(tidewater).toEqual({
    ...{ ...done, name: "Tidewater Titles", minor: 3_000n },
    ...{ slice: 3_000n, revoked: 3_000n, short: 0n },
  });
  expect(marrow).toMatchObject({
    ...{ ...done, name: "Marrow Street Animation", minor: 6_000n, slice: 6_000n },
  });
  expect(marrow?.short).toBeGreaterThan(0n);
  expect((marrow?.revoked ?? 0n) + (marrow?.short ?? 0n)).toBe(6_000n);
});

test("everybody can be signed in as, and the key stays the same", async () => {
  const { serviceKey, signIns } = await sandboxAccess(db, access);
  expect(signIns.map(({ role }) => role)).toEqual([
    ...Array(12).fill("owner"),
    ...Array(3).fill("staff"),
  ]);
  expect(signIns[0]?.url).toBe("http://localhost:3000/sign-in/sandbox/healthy");
  expect((await sandboxAccess(db, access)).serviceKey).toBe(serviceKey);
});

test("an interrupted story is made anew: the same ids, the same figures", async () => {
  const before = { picture: await pictureOf(db), ids: await idsOf(db) };
  await seedStory(db, addSeconds(now, 86_400)); // stands already: does nothing
  expect(await idsOf(db)).toEqual(before.ids);

  const { serviceKey } = await sandboxAccess(db, access);
  await sql`delete from personas`.execute(db);
  await seedStory(db, now);
  expect(await pictureOf(db)).toEqual(before.picture);
  expect(await idsOf(db)).toEqual(before.ids);
  expect((await sandboxAccess(db, access)).serviceKey).toBe(serviceKey);
}, 120_000);

test("the story's people have cards at our Stripe, each once", async () => {
  const wallClock = () => Math.floor(Date.now() / 1000);
  const simulator = await startSimulator({ port: 0, seed: "test", now: () => now, wallClock });
  onTestFinished(simulator.stop);
  const at = { key: "sk_test_of_the_story", apiUrl: simulator.url };
  await giveCards(db, at);
  const given = await cardsOf(db);
  expect(given).toContainEqual(["healthy", "4242", true]);
  expect(given).toContainEqual(["past-due", "0341", true]);
  expect(given).toContainEqual(["new", "3184", true]);
  expect(given.map(([slug]) => slug)).not.toContain("prepaid");

  // One pack of $100.00 is disputed, half of the other goes back; each once, however often it starts.
  const played = () => [
    simulator.state.all("charge").map(({ amount, disputed }) => [amount, disputed]),
    simulator.state.all("dispute").map(({ status, amount }) => [status, amount]),
  ];
  const charged = [
    [10_000, false],
    [10_000, true],
  ];
  expect(played()).toEqual([charged, [["needs_response", 10_000]]]);
  const refunds = await sql<{ status: string; minor: bigint; revoked: bigint }>`
    select f.status, f.amount_minor as minor, r.revoked from refunds f
    join line_returns r on r.account_id = f.account_id and r.refund_id = f.id
    where f.account_id = ${accountIdOf("saltmarsh-sound")}`.execute(db);
  expect(refunds.rows).toEqual([{ status: "reserved", minor: 5_000n, revoked: 5_000n }]);
  const agreed = await sql`select pack from auto_top_ups where enabled`.execute(db);
  expect(agreed.rows).toEqual([{ pack: "pack_10000" }]);

  await giveCards(db, at);
  expect(await cardsOf(db)).toEqual(given);
  expect(played()).toEqual([charged, [["needs_response", 10_000]]]);
  expect((await sql`select id from refunds`.execute(db)).rows).toHaveLength(3);
  expect(simulator.state.all("payment_method")).toHaveLength(11);

  // A first comparison finds what is planted, and nothing else.
  expect(await differencesOf(db, at)).toEqual([
    { name: "Blue Heron Maps", cause: "granted_without_line", fix: "revoke", credits: 12_000n },
    { name: "Tidewater Titles", cause: "granted_without_line", fix: "revoke", credits: 1_000n },
  ]);
});

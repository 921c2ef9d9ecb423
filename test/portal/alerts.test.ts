import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { mailAlerts } from "@/jobs/mail-alerts";
import { watchAccounts } from "@/jobs/watch-accounts";
import { newId } from "@/lib/ids";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

beforeEach(() => openBooks("2026-03-01T00:00:00Z"));

const inApp = { channels: ["in_app" as const], recipients: [], enabled: true };

const alertsOf = (customer: Customer, role: "owner" | "viewer" = "owner") =>
  portalOf(customer.id, { role }, books()).alerts;

/** What stands on the overview, of what rules told. */
async function standing(customer: Customer) {
  const alerts = await portalOf(customer.id, {}, books()).overview.alerts();
  return alerts.flatMap((one) => (one.kind === "fired" ? [one.firing] : []));
}

/** So much on each of so many days from where the clock stands, at noon. */
async function spendDaily(customer: Customer, credits: readonly bigint[], first: string) {
  for (const [index, amount] of credits.entries()) {
    await setClock(new Date(Date.parse(`${first}T12:00:00Z`) + index * 86_400_000));
    if (amount > 0n) await customer.consume(amount);
  }
}

async function mails() {
  const { rows } = await sql<{ recipient: string; subject: string; body: string }>`
    select recipient, subject, body from mails order by recipient, id`.execute(books());
  return rows;
}

async function member(customer: Customer, email: string, locale: string | null) {
  const userId = newId<string>();
  await sql`insert into users (id, email, name, locale, created_at)
    values (${userId}, ${email}, 'Ada', ${locale}, app_now())`.execute(books());
  await sql`insert into memberships values (${customer.id}, ${userId}, 'owner', app_now())`.execute(
    books(),
  );
  return userId;
}

test("an alert stands on the page, in the history, and where it was dismissed in the history only", async () => {
  const customer = await Customer.open();
  await customer.grant(5_000n);
  const alerts = alertsOf(customer);
  const { id: ruleId } = await alerts.create({ ...inApp, kind: "balance", threshold: 1_000n });
  await setClock("2026-03-04T09:30:00Z");
  await customer.consume(4_588n);

  const fired = {
    ruleId,
    kind: "balance",
    threshold: 1_000n,
    figure: 412n,
    firedAt: new Date("2026-03-04T09:30:00Z"),
  };
  const firings = await standing(customer);
  expect(firings).toMatchObject([fired]);
  expect((await alertsOf(customer, "viewer").list()).may).toEqual({ manage: false });
  expect((await alerts.list()).rules).toMatchObject([
    { id: ruleId, kind: "balance", lastFiredAt: fired.firedAt, createdBy: null },
  ]);

  await alerts.dismiss({ firingId: firings[0]?.id ?? "" });
  await alerts.dismiss({ firingId: firings[0]?.id ?? "" });
  expect(await standing(customer)).toEqual([]);
  expect((await alerts.history({ limit: 10 })).firings).toMatchObject([
    { ...fired, channels: ["in_app"], recipients: [] },
  ]);
});

test("what nobody dismissed leaves the overview when its period ends", async () => {
  const customer = await Customer.open();
  await customer.start("free");
  const alerts = alertsOf(customer);
  await alerts.create({ ...inApp, kind: "usage", threshold: 50n });
  await customer.consume(50n);
  expect(await standing(customer)).toHaveLength(1);
  await advance("2026-04-01T00:00:00Z");
  expect(await standing(customer)).toEqual([]);
});

test("a history goes back page by page, and names the invoice by its number", async () => {
  const customer = await Customer.open();
  const alerts = alertsOf(customer);
  await alerts.create({ ...inApp, kind: "invoice", threshold: 0n });
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId);
  await advance("2026-05-10T00:00:00Z");
  const seen: (string | null)[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof alerts.history>> = await alerts.history({
      before,
      limit: 1,
    });
    seen.push(...page.firings.map(({ about }) => about));
    before = page.next;
  } while (before);
  expect(seen).toEqual(["INV-000003", "INV-000002", "INV-000001"]);
});

test("each address gets one mail, in its owner's language, else in that of the rule's maker", async () => {
  const customer = await Customer.open();
  const userId = await member(customer, "ada@x.example", "de");
  await member(customer, "eve@x.example", "fr");
  const alerts = portalOf(customer.id, { role: "owner", userId }, books()).alerts;
  const recipients = ["Books@Agency.example", "ada@x.example", "eve@x.example"];
  const { id } = await alerts.create({
    ...{ kind: "balance", threshold: 1_000n, enabled: true, recipients },
    channels: ["email"],
  });
  await customer.grant(5_000n);
  await customer.consume(3_000n);
  expect(await mailAlerts(books())).toBe(0);
  await customer.consume(1_588n);
  expect(await Promise.all([mailAlerts(books()), mailAlerts(books())])).toContain(1);
  expect(await mailAlerts(books())).toBe(0);

  const name = customer.externalId;
  const written = await mails();
  expect(written.map(({ recipient, subject }) => [recipient, subject])).toEqual([
    ["ada@x.example", `${name}: noch 412 Credits, weniger als 1.000`],
    ["books@agency.example", `${name}: noch 412 Credits, weniger als 1.000`],
    ["eve@x.example", `${name}\u202f: il reste 412 crédits, moins de 1\u202f000`],
  ]);
  expect(written[0]?.body).toContain(`/alerts?rule=${id}`);
  // Told by mail only.
  expect(await standing(customer)).toEqual([]);
});

test("whoever leaves the account is written to no more", async () => {
  const customer = await Customer.open();
  await member(customer, "ada@x.example", null);
  const eve = await member(customer, "eve@x.example", null);
  const alerts = alertsOf(customer);
  const recipients = ["ada@x.example", "eve@x.example"];
  await alerts.create({
    ...{ kind: "balance", threshold: 10n, enabled: true, recipients, channels: ["email"] },
  });
  await sql`delete from memberships where user_id = ${eve}`.execute(books());
  await customer.grant(10n);
  await customer.consume(1n);
  await mailAlerts(books());
  expect((await mails()).map(({ recipient }) => recipient)).toEqual(["ada@x.example"]);
});

test("100 a day and 650 left: told when the end is within 5 days, not when it is in 6", async () => {
  const customer = await Customer.open();
  await customer.grant(1_650n);
  const alerts = alertsOf(customer);
  await alerts.create({ ...inApp, kind: "run_out", threshold: 5n });
  // Whole days count from the day after the first use: the 2nd to the 10th, nine of them.
  await spendDaily(customer, Array<bigint>(10).fill(100n), "2026-03-01");
  await setClock("2026-03-11T00:00:00Z");
  expect(await watchAccounts(books())).toEqual({ fired: 0, failed: [] }); // 6½ days
  await setClock("2026-03-12T12:00:00Z");
  await customer.consume(200n);
  await setClock("2026-03-13T00:00:00Z");
  // 450 left, and days of 100 or less on the mean.
  expect((await watchAccounts(books())).fired).toBe(1);
  // On the overview the forecast of now says it already.
  expect(await standing(customer)).toEqual([]);
  const [fired] = (await alerts.history({ limit: 1 })).firings;
  expect(fired).toMatchObject({ kind: "run_out", threshold: 5n, figure: 4n });
  await setClock("2026-03-14T00:00:00Z");
  expect((await watchAccounts(books())).fired).toBe(0);
});

test("a day of three times a usual one is told on that day, once, and the next one anew", async () => {
  const customer = await Customer.open();
  await customer.grant(100_000n);
  const alerts = alertsOf(customer);
  await alerts.create({ ...inApp, kind: "spike", threshold: 3n });
  await spendDaily(customer, Array<bigint>(9).fill(100n), "2026-03-01");
  await spendDaily(customer, [299n], "2026-03-10");
  expect((await watchAccounts(books())).fired).toBe(0);
  await setClock("2026-03-10T13:00:00Z");
  await customer.consume(1n);
  expect((await watchAccounts(books())).fired).toBe(1);
  await setClock("2026-03-10T14:00:00Z");
  await customer.consume(300n);
  expect((await watchAccounts(books())).fired).toBe(0);
  expect(await standing(customer)).toMatchObject([
    { kind: "spike", threshold: 3n, figure: 3n, about: "2026-03-10" },
  ]);
  // The usual day is now (8 × 100 + 600) ∕ 9 = 155.6.
  await setClock("2026-03-11T12:00:00Z");
  await customer.consume(467n);
  expect((await watchAccounts(books())).fired).toBe(1);
});

test("two workers that ask the same accounts at once fire each rule once", async () => {
  const customers = [await Customer.open(), await Customer.open(), await Customer.open()];
  for (const customer of customers) {
    await customer.grant(1_000n);
    await alertsOf(customer).create({ ...inApp, kind: "run_out", threshold: 90n });
    await spendDaily(customer, Array<bigint>(9).fill(100n), "2026-03-01");
    await setClock("2026-03-01T00:00:00Z");
  }
  await setClock("2026-03-10T00:00:00Z");
  const two = await Promise.all([watchAccounts(books()), watchAccounts(books())]);
  expect(two.reduce((sum, { fired }) => sum + fired, 0)).toBe(3);
});

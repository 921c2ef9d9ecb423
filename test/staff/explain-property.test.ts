import { TRPCError } from "@trpc/server";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { Customer } from "../books";
import { chanceFrom } from "../chance";
import { ask } from "../refunds/refunding";
import { runs, seed } from "../runs";
import { liveThrough } from "../year";
import { asked, staffOf } from "./explaining";

const sumOf = (amounts: readonly { amount: bigint }[]) =>
  amounts.reduce((sum, { amount }) => sum + amount, 0n);

test("whatever accounts went through, the parts and the rows of each figure come to it, and it is the books'", async () => {
  const { customers, db } = await liveThrough({
    ...{ accounts: runs(4, 60), months: runs(2, 14), seed: seed() },
  });
  const chance = chanceFrom(seed());
  for (const customer of customers) {
    await giveBack(customer, chance);
    await expectAll(customer);
  }
  const { rows } = await sql<{ at: Date }>`select app_now() as at`.execute(db);
  const now = rows[0]?.at ?? new Date(0);
  for (const customer of customers) {
    const explain = asked(customer);
    const at = addSeconds(now, -Math.ceil(chance() * 80 * 86_400));
    for (const figure of ["available", "held", "debt", "accountCredit", "due", "deferred"] as const)
      await explain(figure, null, at);
  }
});

async function giveBack(customer: Customer, chance: () => number): Promise<void> {
  for (const { id, status } of await customer.invoices()) {
    if (status !== "paid" || chance() < 0.6) continue;
    const grossMinor = BigInt(Math.ceil(chance() * 5_000));
    const wish = { of: { kind: "amount", grossMinor }, destination: "account_credit" } as const;
    await ask(customer, id, wish).catch((error: unknown) => {
      if (!(error instanceof BillingError)) throw error;
    });
  }
}

/** Every figure there is, of everything it can be of; that its parts and rows come to it is asserted where it is made. */
async function expectAll(customer: Customer): Promise<void> {
  const { id: account, db } = customer;
  const explain = asked(customer);
  const { available, held, debt } = await customer.balance();
  expect((await explain("available")).amount).toBe(available);
  expect((await explain("held")).amount).toBe(held);
  expect((await explain("debt")).amount).toBe(debt);
  // Of the others an error is thrown where their rows do not come to them.
  for (const figure of ["overage", "overdue", "usage"] as const)
    expect([figure, (await explain(figure)).rows]).toEqual([figure, expect.anything()]);
  await explain("pace").catch((error: unknown) => {
    // Who has not used anything for a week has none.
    if (!(error instanceof TRPCError && error.code === "NOT_FOUND")) throw error;
  });
  const { rows: money } = await sql<{ kind: string; asset: string; balance: bigint }>`
    select l.kind, l.asset, b.balance from ledger_accounts l
    join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    where l.account_id = ${account} and l.asset <> 'credit'`.execute(db);
  for (const { kind, asset, balance } of money) {
    const told = await explain("money", `${kind}:${asset}`);
    expect([kind, told.amount === balance || told.amount === -balance]).toEqual([kind, true]);
  }
  const of = (kind: string) => money.find((one) => one.kind === kind)?.balance ?? 0n;
  expect((await explain("due")).amount).toBe(of("receivable"));
  expect((await explain("accountCredit")).amount).toBe(-of("account_credit"));
  expect((await explain("deferred")).amount).toBe(-of("deferred_revenue"));
  const { rows: grants } = await sql<{ id: string }>`
    select id from grants where account_id = ${account}`.execute(db);
  for (const { id } of grants) await explain("grant", id);
  const { rows: lines } = await sql<{ id: string; recognized: bigint }>`
    select invoice_line_id as id, recognized_minor as recognized from line_earnings
    where account_id = ${account}`.execute(db);
  for (const { id, recognized } of lines) {
    await explain("unearned", id);
    expect((await explain("earned", id)).amount).toBe(recognized);
  }
  await expectCovered(customer);
  for (const { id, total } of await documentsOf(customer)) {
    const told = await explain("invoice", id);
    expect([told.amount, sumOf(told.parts)]).toEqual([total, total]);
  }
}

/** The events come to what the grants of the line say was used, and to what it charges for. */
async function expectCovered(customer: Customer): Promise<void> {
  const { invoices } = staffOf(customer);
  const { rows } = await sql<{ lineId: string; invoiceId: InvoiceId }>`
    select id as "lineId", invoice_id as "invoiceId" from invoice_lines
    where account_id = ${customer.id} and kind not in ('tax', 'discount')`.execute(customer.db);
  for (const line of rows) {
    const { covers, used, grants, line: of, byDay, byFeature } = await invoices.coverage(line);
    const fromGrants = grants.reduce((sum, grant) => sum + grant.used, 0n);
    expect([line.lineId, used]).toEqual([
      line.lineId,
      covers === "overage" ? of.credits : fromGrants,
    ]);
    for (const by of [byDay, byFeature])
      expect(by.reduce((sum, { credits }) => sum + credits, 0n)).toBe(used);
  }
}

async function documentsOf({ id, db }: Customer): Promise<{ id: string; total: bigint }[]> {
  const { rows } = await sql<{ id: string; total: bigint }>`
    select id, total_minor as total from invoices where account_id = ${id}`.execute(db);
  return rows;
}

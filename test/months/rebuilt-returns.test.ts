import { sql } from "kysely";
import { expect, test } from "vitest";
import { findWrong } from "@/billing/rebuild";
import { books, Customer, openBooks, setClock } from "../books";
import { apply, told } from "../disputes/disputing";
import { giveUp } from "../give-up";
import { ask, paidPack, refunded } from "../refunds/refunding";
import { toldOf } from "./rebuilding";

const alteredBy = (column: string, by: number) =>
  `update line_returns set ${column} = ${column} + ${by} where stands`;

const given = (by: string, kept: string, made: string) =>
  `line_returns: given back of line … by ${by} …: kept {${kept}}, made again {${made}}`;

/** Of what was decided and is in no transfer: told, and put right by hand again. */
async function toldAndLeft(column: string): Promise<string[]> {
  const lines = await toldOf(alteredBy(column, 1), { stays: true });
  await sql.raw(alteredBy(column, -1)).execute(books());
  expect(await findWrong(books(), "UTC")).toEqual([]);
  return lines;
}

test("what a refund gave back of a line is made again from its transfers, each figure of it", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  // $60.00 of $120.00: 50.00 and 10.00 tax, and 5,000 credits, of which 4,000 were left and 1,000 are owed (B17).
  await refunded({ customer, stripe, invoiceId });
  expect(await findWrong(books(), "UTC")).toEqual([]);
  const right = "5000,1000,4000,1000";
  const slice = (kept: number, made: number) =>
    `line_returns: slice of line … by refund: kept ${kept}, made again ${made}`;
  expect(await toldOf(alteredBy("net_minor", -1))).toEqual([
    given("refund", "4999,1000,4000,1000", right),
  ]);
  expect(await toldOf(alteredBy("tax_minor", 1))).toEqual([
    given("refund", "5000,1001,4000,1000", right),
  ]);
  expect(await toldOf(alteredBy("revoked", 5))).toEqual([
    given("refund", "5000,1000,4005,1000", right),
    slice(5_000, 5_005),
  ]);
  expect(await toldOf(alteredBy("debt", -1_000))).toEqual([
    given("refund", "5000,1000,4000,0", right),
    slice(5_000, 4_000),
  ]);
  expect(await toldAndLeft("slice")).toEqual([slice(5_001, 5_000)]);
  for (const column of ["expired", "written_off", "waived"]) {
    expect(await toldAndLeft(column)).toEqual([slice(5_000, 5_001)]);
  }
  expect(await toldOf("update line_returns set stands = false", { stays: true })).toEqual([
    given("refund", "0,0,0,0", right),
  ]);
  await sql`update line_returns set stands = true`.execute(books());
});

test("while a refund is on its way there is only its hold to tell it by", async () => {
  const { customer, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  await ask(customer, invoiceId);
  expect(await findWrong(books(), "UTC")).toEqual([]);
  expect(await toldOf(alteredBy("revoked", -1))).toEqual([
    given("refund", "NULL,NULL,3999,NULL", "NULL,NULL,4000,NULL"),
    "line_returns: slice of line … by refund: kept 5000, made again 4999",
  ]);
});

test("what a lost dispute took of a line is made again from its transfers", async () => {
  const { customer } = await paidPack();
  await customer.consume(6_000n);
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  expect(await findWrong(books(), "UTC")).toEqual([]);
  // All $120.00 and 10,000 credits: 4,000 are left, 6,000 were spent and are written off.
  expect(await toldOf(alteredBy("revoked", 1), { stays: true })).toContain(
    given("dispute", "NULL,NULL,4001,NULL", "NULL,NULL,4000,NULL"),
  );
  await sql.raw(alteredBy("revoked", -1)).execute(books());
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  expect(await findWrong(books(), "UTC")).toEqual([]);
  // Which of it is tax is in no transfer of its own.
  expect(await toldOf(alteredBy("tax_minor", 1), { stays: true })).toEqual([
    given("dispute", "12001,0,4000,0", "12000,0,4000,0"),
  ]);
  await sql.raw(alteredBy("tax_minor", -1)).execute(books());
});

test("what a change credits and takes back is made again from its document and its transfers", async () => {
  await openBooks("2026-06-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await customer.consume(8_000n);
  // Half of June is over: of $99.00 and 20,000 credits 49.50 and 10,000 go back (B17).
  await setClock("2026-06-16T00:00:00Z");
  await customer.change("scale");
  expect(await findWrong(books(), "UTC")).toEqual([]);
  const right = "4950,0,10000,0";
  expect(await toldOf(alteredBy("net_minor", 1))).toEqual([
    given("proration_credit", "4951,0,10000,0", right),
  ]);
  expect(await toldOf(alteredBy("revoked", -1))).toContain(
    given("proration_credit", "4950,0,9999,0", right),
  );
});

test.each(["void", "uncollectible"] as const)(
  "what a document that is %s no longer asks for is made again",
  async (as) => {
    await openBooks("2026-06-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await customer.start("rolling");
    await customer.consume(400n);
    // $10.00 for 1,000 credits, of which 600 are left: all of it, or the 6.00 that are not earned. 400 are written off.
    const net = as === "void" ? 1_000 : 600;
    await giveUp(customer, { invoiceId, as });
    expect(await findWrong(books(), "UTC")).toEqual([]);
    expect(await toldOf(alteredBy("net_minor", 1))).toEqual([
      given(as, `${net + 1},0,600,0`, `${net},0,600,0`),
    ]);
  },
);

test("what earlier plans took of a cycle's cap is made again from what was used, change after change", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("capped")).invoiceId);
  // 300 beyond 1,000; pro's 20,000 and 40 more; and ten bills nothing beyond.
  await customer.consume(1_300n);
  await customer.pay((await customer.change("pro")).invoiceId);
  await customer.consume(20_040n);
  const { holdId } = await customer.hold(50n, "2026-06-20T00:00:00Z");
  await customer.change("ten");
  const kept = async () => {
    const { rows } = await sql<{ kept: bigint }>`
      select cycle_overage as kept from plan_periods order by cycle_overage`.execute(books());
    return rows.map((one) => one.kept);
  };
  expect(await kept()).toEqual([0n, 300n, 340n]);
  expect(await findWrong(books(), "UTC")).toEqual([]);
  const altered = "update plan_periods set cycle_overage = cycle_overage - 40 where cycle_overage";
  const period = "plan_periods: overage of the cycle before period …: kept";
  expect(await toldOf(`${altered} = 300`)).toEqual([`${period} 260, made again 300`]);
  expect(await toldOf(`${altered} = 340`)).toEqual([`${period} 300, made again 340`]);
  expect(await kept()).toEqual([0n, 300n, 340n]);
  // Captured after pro was left, and counted to it: what the cap was told of stands without it.
  await customer.capture(holdId, 50n);
  expect(await findWrong(books(), "UTC")).toEqual([]);
  expect(await toldOf(`${altered} = 340`, { stays: true })).toEqual([
    `${period} 300, made again 340 to 390`,
  ]);
  await sql`update plan_periods set cycle_overage = 340 where cycle_overage = 300 and opened_by = 'change'
    and plan_version_id in (select id from plan_versions where plan = 'ten')`.execute(books());
});

import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { getInvoice, listInvoices } from "@/billing/invoices/read";
import { invoicesFile } from "@/billing/reports/invoice-files";
import { toCsv } from "@/lib/csv";
import type { InvoiceId } from "@/lib/ids";
import { formatMoney, type Money } from "@/lib/money";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

const nothing = {
  ...{ status: null, type: null, from: null, to: null, covers: null },
  ...{ least: null, most: null, search: null },
};

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

const invoicesOf = (customer: Customer) => portalOf(customer.id, {}, books()).invoices;
const usd = (of: Money | undefined) => of && formatMoney(of, "en-US");

/** January on Pro: 20,000 included and 5,000 beyond at a cent each; paid on the 5th, February is open. */
async function january(): Promise<Customer> {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await setClock("2026-01-05T00:00:00Z");
  await customer.pay(invoiceId);
  await customer.consume(25_000n);
  await advance("2026-02-02T00:00:00Z");
  return customer;
}

test("the list says what each invoice is for, and what all of them come to", async () => {
  const customer = await january();
  const page = await invoicesOf(customer).list();
  expect(
    page.items.map(({ number, status, plan, period, total, paid, due }) => [
      ...[number, status, plan, period?.start.toISOString().slice(0, 10)],
      ...[usd(total), usd(paid), usd(due)],
    ]),
  ).toEqual([
    ["INV-000002", "issued", "Pro", "2026-02-01", "$149.00", "$0.00", "$149.00"],
    ["INV-000001", "paid", "Pro", "2026-01-01", "$99.00", "$99.00", "$0.00"],
  ]);
  const [sums] = page.totals;
  expect([page.count, sums?.currency]).toEqual([2, "usd"]);
  expect([sums?.billed, sums?.paid, sums?.due, sums?.overdue].map(usd)).toEqual([
    "$248.00",
    "$99.00",
    "$149.00",
    "$0.00",
  ]);

  await setClock("2026-02-08T01:00:00Z"); // issued at 01:00 on the 1st, due in seven days
  const later = await invoicesOf(customer).list({ status: "overdue" });
  expect(later.items.map(({ number }) => number)).toEqual(["INV-000002"]);
  expect(usd(later.totals[0]?.overdue)).toBe("$149.00");
  expect((await invoicesOf(customer).list({ status: "issued" })).items).toEqual([]);
});

test("each filter keeps what it says, and the totals are of what it keeps", async () => {
  const customer = await january();
  const numbers = async (filter: Parameters<ReturnType<typeof invoicesOf>["list"]>[0]) => {
    const { items, count } = await invoicesOf(customer).list(filter);
    expect(count).toBe(items.length);
    return items.map(({ number }) => number?.at(-1)).join("");
  };
  expect(await numbers({ status: "paid" })).toBe("1");
  expect(await numbers({ from: "2026-01-01", to: "2026-01-01" })).toBe("1");
  expect(await numbers({ from: "2026-01-02" })).toBe("2");
  // The second one charges January's overage and February's plan.
  expect(await numbers({ covers: "2026-01-15" })).toBe("21");
  expect(await numbers({ covers: "2026-02-15" })).toBe("2");
  expect(await numbers({ least: "99" })).toBe("21");
  expect(await numbers({ least: "99.01" })).toBe("2");
  expect(await numbers({ most: "148.99" })).toBe("1");
  expect(await numbers({ search: "inv-000002" })).toBe("2");
  expect(await numbers({ search: "%" })).toBe("");
  expect(await numbers({ type: "subscription" })).toBe("21");
  expect(await numbers({ type: "pack" })).toBe("");
  expect(await numbers({ type: "manual" })).toBe("");
});

test("a document's day is one of the account's zone", async () => {
  const customer = await Customer.open({ timezone: "Pacific/Kiritimati" });
  await setClock("2026-01-09T11:00:00Z"); // 01:00 on the 10th, fourteen hours ahead
  await customer.start("pro");
  const on = async (day: string) =>
    (await invoicesOf(customer).list({ from: day, to: day })).items.length;
  expect([await on("2026-01-09"), await on("2026-01-10")]).toEqual([0, 1]);
});

test("every figure of an invoice stands on ledger rows, and every line on its credits", async () => {
  const customer = await january();
  const [second, first] = (await invoicesOf(customer).list()).items;
  const paid = await invoicesOf(customer).get({ invoiceId: first?.id ?? randomUUID() });
  const [plan] = paid.groups.flatMap(({ lines }) => lines);
  expect(plan).toMatchObject({ kind: "plan", quantity: 1n, used: 25_000n, overage: 5_000n });
  expect(plan?.grants.map(({ granted, used, left }) => [granted, used, left])).toEqual([
    [20_000n, 20_000n, 0n],
  ]);
  expect(plan?.rows.map(({ from, to, amount }) => [from, to, amount])).toEqual([
    ["unbilled", "receivable", 9_900n],
  ]);
  expect(paid.paidRows.map(({ from, to, amount }) => [from, to, amount])).toEqual([
    ["receivable", "bank", 9_900n],
  ]);
  expect(paid.paidAt).toEqual(new Date("2026-01-05T00:00:00Z"));
  expect(paid.trail.map(({ what, amount }) => [what, usd(amount ?? undefined)])).toEqual([
    ["entered", "$99.00"],
    ["issued", "$99.00"],
    ["paid", "$99.00"],
  ]);

  const open = await invoicesOf(customer).get({ invoiceId: second?.id ?? randomUUID() });
  expect(
    open.groups.map(({ plan: name, lines }) => [
      name,
      ...lines.map(({ kind, quantity, unitPrice, amount, period }) =>
        [kind, quantity, unitPrice, usd(amount), period.start.getUTCMonth() + 1].join(" "),
      ),
    ]),
  ).toEqual(
    expect.arrayContaining([
      ["Pro", "overage 5000 0.01 $50.00 1"],
      ["Pro", "plan 1 99.00 $99.00 2"],
    ]),
  );
  expect(open.totalRows.reduce((sum, { amount }) => sum + amount, 0n)).toBe(14_900n);
  expect([open.subtotal, open.tax, open.total, open.paid, open.due].map(usd)).toEqual([
    "$149.00",
    "$0.00",
    "$149.00",
    "$0.00",
    "$149.00",
  ]);
});

test("a draft has no number yet, and on its rows only what is booked already", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await advance("2026-02-01T00:30:00Z"); // inside the grace hour
  const [draft] = (await invoicesOf(customer).list({ status: "draft" })).items;
  expect(draft).toMatchObject({ number: null, date: new Date("2026-02-01T01:00:00Z") });
  const { groups, trail, totalRows } = await invoicesOf(customer).get({
    invoiceId: draft?.id ?? randomUUID(),
  });
  expect(groups[0]?.lines[0]?.rows.map(({ from, to }) => [from, to])).toEqual([
    ["deferred_revenue", "unbilled"],
  ]);
  expect([trail.map(({ what }) => what), totalRows]).toEqual([["entered"], []]);
  const { totals } = await invoicesOf(customer).list({ status: "draft" });
  expect([totals[0]?.billed, totals[0]?.draft].map(usd)).toEqual(["$0.00", "$99.00"]);
});

test("thirty months are read in pages, each invoice once; page, service and file agree", async () => {
  const customer = await Customer.open({ timezone: "America/St_Johns" });
  await customer.start("pro");
  await advance("2028-07-02T00:00:00Z");
  const paged = [];
  for (let cursor: string | null = null, pages = 0; pages < 10; pages += 1) {
    const page: Awaited<ReturnType<ReturnType<typeof invoicesOf>["list"]>> = await invoicesOf(
      customer,
    ).list({ limit: 7, cursor });
    expect(page.count).toBe(31);
    paged.push(...page.items);
    if (!page.nextCursor) break;
    cursor = page.nextCursor;
  }
  expect(paged.map(({ number }) => Number(number?.slice(4)))).toEqual(
    Array.from({ length: 31 }, (_, index) => 31 - index),
  );

  const all = { from: null, to: null, cursor: null, limit: 100 };
  const service = await listInvoices(books(), customer.id, all);
  expect(paged.map(({ id, number, total, due }) => ({ id, number, total, due }))).toEqual(
    service.items.map(({ id, number, total, due }) => ({ id, number, total, due })),
  );
  const file = await invoicesFile(books(), customer.id, nothing);
  const lines = (await Array.fromAsync(toCsv(file))).join("").split("\r\n").slice(4, -1);
  expect(lines.map((line) => line.split(",")[1])).toEqual(paged.map(({ number }) => number));
  expect(lines.at(-1)).toMatch(
    /,INV-000001,overdue,2025-12-31T20:30:00-03:30,2026-01-07T20:30:00-03:30,usd,99.00,0.00,99.00,[^,]+,plan,Pro plan,Pro,2025-12-31T20:30:00-03:30,2026-01-31T20:30:00-03:30,1,99.00,99.00,20000$/,
  );
});

test("the page and the service tell of one invoice line by line the same", async () => {
  const customer = await january();
  for (const { id } of (await invoicesOf(customer).list()).items) {
    const page = await invoicesOf(customer).get({ invoiceId: id });
    const service = await getInvoice(books(), customer.id, id as InvoiceId);
    expect([page.subtotal, page.tax, page.total, page.due]).toEqual([
      service.subtotal,
      service.tax,
      service.total,
      service.due,
    ]);
    const told = page.groups.flatMap(({ lines }) => lines);
    expect(
      new Set(told.map(({ kind, amount, quantity }) => `${kind} ${amount.minor} ${quantity}`)),
    ).toEqual(
      new Set(
        service.lines.map(({ kind, amount, quantity }) => `${kind} ${amount.minor} ${quantity}`),
      ),
    );
  }
});

test("each line of a draft stands on its rows too: the plan as it entered, use beyond as it was counted", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.consume(23_000n);
  await advance("2026-01-20T00:00:00Z");
  await customer.consume(2_000n);
  await advance("2026-02-01T00:30:00Z");
  const [draft] = (await invoicesOf(customer).list({ status: "draft" })).items;
  const told = await invoicesOf(customer).get({ invoiceId: draft?.id ?? randomUUID() });
  const lines = told.groups.flatMap((group) => group.lines);
  const behind = lines.map(({ kind, amount, rows }) => [
    ...[kind, usd(amount)],
    ...rows.map((row) => `${row.from} ${row.at.toISOString().slice(5, 10)} ${row.amount}`),
  ]);
  expect(behind.sort()).toEqual([
    ["overage", "$50.00", "revenue.overage 01-02 3000", "revenue.overage 01-21 2000"],
    ["plan", "$99.00", "deferred_revenue 02-01 9900"],
  ]);
  expect(told.trail.map(({ what }) => what)).toEqual(["entered"]);

  await advance("2026-02-01T02:00:00Z");
  const issued = await invoicesOf(customer).get({ invoiceId: told.id });
  const overage = issued.groups
    .flatMap((group) => group.lines)
    .find((one) => one.kind === "overage");
  expect(overage?.accrued.map(({ amount }) => amount)).toEqual([3_000n, 2_000n]);
  expect(overage?.rows.map(({ to, amount }) => [to, amount])).toEqual([["receivable", 5_000n]]);
});

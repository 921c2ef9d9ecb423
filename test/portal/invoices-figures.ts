import { expect } from "vitest";
import type { InvoiceId } from "@/lib/ids";
import type { portalOf } from "../portal";
import { dueOf, statusOf, totalOf } from "./overview-figures";
import { priceOf, type Raw, type RawInvoice, type RawLine, sum } from "./raw";

type Portal = ReturnType<typeof portalOf>;
type Page = Awaited<ReturnType<Portal["invoices"]["list"]>>;
type Invoice = Awaited<ReturnType<Portal["invoices"]["get"]>>;

// Few enough that a short life has several pages.
const limit = 2;

/** Every figure of the invoices' pages, worked out anew. */
export const invoicesFigures = {
  "invoices.list": async (portal: Portal, raw: Raw) => {
    const { items, totals, count } = await everyInvoice(portal, {});
    expect(items.map(({ id }) => id).sort()).toEqual(raw.invoices.map(({ id }) => id).sort());
    for (const item of items) {
      const invoice = invoiceOf(raw, item.id);
      expect(item).toMatchObject({
        ...{ number: invoice.number, status: statusOf(raw, invoice) },
        total: { minor: totalOf(raw, invoice), currency: invoice.currency },
        due: { minor: dueOf(raw, invoice), currency: invoice.currency },
      });
    }
    expect(count).toBe(raw.invoices.length);
    expect(figuresOf(totals)).toEqual(totalsOf(raw, raw.invoices));

    for (const status of ["paid", "issued", "carried", "overdue", "draft"] as const) {
      const some = await everyInvoice(portal, { status });
      const wanted = raw.invoices.filter((one) => statusOf(raw, one) === status);
      expect(some.items.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
      expect(figuresOf(some.totals)).toEqual(totalsOf(raw, wanted));
    }
  },

  // Of use beyond the credits what it charges for; else what was used of its grants, by the events themselves.
  "invoices.coverage": async (portal: Portal, raw: Raw) => {
    for (const line of raw.lines.slice(-4)) {
      const told = await portal.invoices.coverage({ lineId: line.id });
      const grants = raw.grants.filter((one) => one.line === line.id).map(({ id }) => id);
      const burned = raw.uses.flatMap(({ burnedGrants, burnedCredits }) =>
        burnedGrants.map((id, index) => ({ id, credits: burnedCredits[index] ?? 0n })),
      );
      const used = sum(
        burned.filter(({ id }) => grants.includes(id)).map(({ credits }) => credits),
      );
      expect(told.used).toBe(line.kind === "overage" ? line.credits : used);
      expect(sum(told.grants.map((one) => one.used))).toBe(line.kind === "overage" ? 0n : used);
      for (const by of [told.byDay, told.byFeature])
        expect(sum(by.map(({ credits }) => credits))).toBe(told.used);
    }
  },

  // No discount, tax or refund comes about in these lives: each line is its amount.
  "invoices.charges": async (portal: Portal, raw: Raw) => {
    const { months } = await portal.invoices.charges();
    const told = [];
    for (const month of months) told.push(await portal.invoices.charges({ month }));
    const lines = told.flatMap((month) => month.lines);
    expect(lines.map(({ id }) => id).sort()).toEqual(raw.lines.map(({ id }) => id).sort());
    for (const { id, gross, counts } of lines) {
      const line = raw.lines.find((one) => one.id === id);
      if (!line) throw new Error("A line that is told is one of the account");
      expect(gross.minor).toBe(priceOf(line.quantity, line.unitPrice));
      expect(counts).toBe(!["draft", "void"].includes(invoiceOf(raw, line.invoice).status));
    }
    const charged = raw.invoices.filter(({ status }) => status !== "draft" && status !== "void");
    const sums = told.flatMap(({ totals }) => totals);
    expect(sum(sums.map(({ gross }) => gross.minor))).toBe(
      sum(charged.map((one) => totalOf(raw, one))),
    );
    expect(sum(sums.map(({ paid }) => paid.minor))).toBe(
      sum(raw.invoices.map((one) => paidOf(raw, one))),
    );
  },

  // Of who was never billed elsewhere there are none; `import.test.ts` has some.
  "invoices.earlier": async (portal: Portal) => {
    expect(await portal.invoices.earlier()).toEqual([]);
  },

  "invoices.get": async (portal: Portal, raw: Raw) => {
    for (const invoice of raw.invoices.slice(0, 4)) {
      const told = await portal.invoices.get({ invoiceId: invoice.id as InvoiceId });
      const total = totalOf(raw, invoice);
      const paid = paidOf(raw, invoice);
      expect([told.total.minor, told.subtotal.minor, told.tax.minor]).toEqual([total, total, 0n]);
      expect([told.paid.minor, told.due.minor]).toEqual([paid, total - paid]);
      const lines = told.groups.flatMap((group) => group.lines);
      const own = raw.lines.filter((one) => one.invoice === invoice.id);
      expect(lines.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort());
      for (const line of lines)
        expectLine(
          raw,
          line,
          own.find(({ id }) => id === line.id),
        );
      expectProof(told, invoice, { total, paid });
    }
  },
};

/** Why each of the latest documents came to more or less than the one before it. */
export const comparisonFigures = {
  "invoices.compare": async (portal: Portal, raw: Raw) => {
    const [now, before] = raw.invoices; // newest first, of one subscription: nothing else charges here
    if (!now) return;
    const told = await portal.invoices.compare({ invoiceId: now.id as InvoiceId });
    const others = raw.invoices.filter(({ id }) => id !== now.id);
    expect(told.choices.map(({ id }) => id).sort()).toEqual(others.map(({ id }) => id).sort());
    expect(told.now.owed.minor).toBe(totalOf(raw, now));
    if (!before || before.status === "draft") return;
    expect(told.before).toMatchObject({ id: before.id, owed: { minor: totalOf(raw, before) } });
    const of = (invoice: RawInvoice, kind: string) =>
      raw.lines.filter((one) => one.invoice === invoice.id && one.kind === kind);
    const step = (...names: string[]) =>
      sum(told.steps.filter((one) => names.includes(one.step)).map((one) => one.difference.minor));
    const differenceOf = (kind: string) =>
      sum(of(now, kind).map((one) => priceOf(one.quantity, one.unitPrice))) -
      sum(of(before, kind).map((one) => priceOf(one.quantity, one.unitPrice)));
    expect(step("plan")).toBe(differenceOf("plan"));
    expect(step("overage_volume", "overage_price")).toBe(differenceOf("overage"));
    // Nobody changes plans here: the price of a credit is what it was, and only use makes a difference.
    if (of(now, "overage").length > 0) expect(step("overage_price")).toBe(0n);
    expect(sum(told.steps.map(({ difference }) => difference.minor))).toBe(
      totalOf(raw, now) - totalOf(raw, before),
    );
    expect(told.steps.at(-1)?.after.minor ?? 0n).toBe(totalOf(raw, now));
  },
};

type Line = Invoice["groups"][number]["lines"][number];

function expectLine(raw: Raw, told: Line, line: RawLine | undefined): void {
  if (!line) throw new Error("A line of the page is one of the invoice");
  expect(told.amount.minor).toBe(priceOf(line.quantity, line.unitPrice));
  expect(told.quantity).toBe(line.quantity);
  const uses = raw.uses.filter(({ period }) => period === line.period);
  expect([told.used, told.overage]).toEqual([
    sum(uses.map(({ credits }) => credits)),
    sum(uses.map(({ overage }) => overage)),
  ]);
  const grants = raw.grants.filter((one) => one.line === line.id);
  expect(told.grants.map(({ id, granted }) => [id, granted])).toEqual(
    grants.map(({ id, amount }) => [id, amount]),
  );
  // What stands behind the amount adds up to it; overage gets into a draft by its own postings.
  const behind = sum(told.rows.map(({ amount }) => amount));
  if (told.rows.length > 0) expect(behind).toBe(told.amount.minor);
}

function expectProof(
  { totalRows, paidRows }: Invoice,
  { status }: RawInvoice,
  { total, paid }: { total: bigint; paid: bigint },
): void {
  expect(sum(totalRows.map(({ amount }) => amount))).toBe(status === "draft" ? 0n : total);
  expect(sum(paidRows.map(({ amount }) => amount))).toBe(paid);
}

function invoiceOf(raw: Raw, id: string): RawInvoice {
  const found = raw.invoices.find((one) => one.id === id);
  if (!found) throw new Error("An invoice of the page is one of the account");
  return found;
}

/** Nothing is paid in part yet: a paid one is paid in full. */
function paidOf(raw: Raw, invoice: RawInvoice): bigint {
  return invoice.status === "paid" ? totalOf(raw, invoice) : 0n;
}

/** In one currency, or nothing where there is no document. */
function totalsOf(raw: Raw, invoices: readonly RawInvoice[]) {
  if (invoices.length === 0) return [];
  const of = (counts: (one: RawInvoice) => boolean, minor = totalOf) =>
    sum(invoices.filter(counts).map((one) => minor(raw, one)));
  return [
    {
      billed: of(({ status }) => status !== "draft"),
      paid: of(() => true, paidOf),
      due: of(({ status }) => status === "issued"),
      overdue: of((one) => statusOf(raw, one) === "overdue"),
    },
  ];
}

function figuresOf(totals: Page["totals"]) {
  return totals.map(({ billed, paid, due, overdue }) => ({
    ...{ billed: billed.minor, paid: paid.minor, due: due.minor, overdue: overdue.minor },
  }));
}

async function everyInvoice(portal: Portal, filter: Parameters<Portal["invoices"]["list"]>[0]) {
  const items: Page["items"] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page = await portal.invoices.list({ ...filter, limit, cursor });
    items.push(...page.items);
    if (page.nextCursor === null) return { ...page, items };
    cursor = page.nextCursor;
  }
}

import { afterEach, describe, expect, test } from "vitest";
import { type BillingDetails, setBillingDetails } from "@/billing/accounts/billing-details";
import { readTax, setTax } from "@/billing/invoices/taxes";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { type CatalogInput, defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { trails } from "../pages";
import { portalOf } from "../portal";

// Rates made up for the figures: none of them is anybody's truth.
const rates = [
  { country: "DE", name: "MwSt.", percent: "19", validFrom: "2020-01-01" },
  { country: "DE", name: "MwSt.", percent: "21", validFrom: "2026-05-01" },
  { country: "FR", name: "TVA", percent: "20", included: true, validFrom: "2020-01-01" },
  { country: "US", name: "Sales tax", percent: "0", validFrom: "2020-01-01" },
  { country: "US", region: "CA", name: "Sales tax", percent: "7.25", validFrom: "2020-01-01" },
  { country: "JP", name: "JCT", percent: "10", included: true, validFrom: "2020-01-01" },
  { country: "KW", name: "VAT", percent: "5", validFrom: "2020-01-01" },
];

const table = {
  ...{ home: "DE", whereUnknown: "home" as const, rates },
  unions: [{ name: "VAT", members: { DE: "DE", FR: "FR" } }],
};

let opened: Customer | undefined;

afterEach(async () => {
  if (opened) await trails(opened);
  opened = undefined;
});

type Where = Partial<BillingDetails>;

async function sell(
  where: Where,
  { at = "2026-04-01T00:00:00Z", currency = "usd", timezone = "UTC" } = {},
  taxes: CatalogInput["taxes"] = table,
): Promise<Customer> {
  await openBooks(at);
  await inTransaction(books(), (tx) => applyCatalog(tx, defineCatalog({ ...testCatalog, taxes })));
  const customer = await Customer.open({ currency, timezone });
  opened = customer;
  await settle(customer, where);
  return customer;
}

const settle = (customer: Customer, where: Where) =>
  inTransaction(customer.db, (tx) => setBillingDetails(tx, customer.id, where));

/** The last document: its lines as "kind amount", its total. */
async function last(customer: Customer) {
  const invoice = (await customer.invoices()).at(-1);
  const lines = invoice?.lines.map((line) => line.replace(/ .* = /, " ")).sort();
  return { total: invoice?.total, lines };
}

describe("a tax by the buyer's country", () => {
  test("at home is on top of $99.00: 19 % are $18.81", async () => {
    const customer = await sell({ country: "DE" });
    await customer.start("pro");
    expect(await last(customer)).toEqual({ total: 11_781n, lines: ["plan 9900", "tax 1881"] });
    expect(await customer.books()).toMatchObject({ tax_payable: -1_881n });
  });

  test("may be in the price: of $99.00 with 20 % in it $82.50 are to earn", async () => {
    const customer = await sell({ country: "FR" });
    await customer.start("pro");
    expect(await last(customer)).toEqual({ total: 9_900n, lines: ["plan 9900"] });
    expect(await customer.books()).toMatchObject({
      ...{ tax_payable: -1_650n, deferred_revenue: -8_250n },
    });
  });

  test("is the buyer's to account for in another country of the union, with a tax id of that country", async () => {
    const customer = await sell({ country: "FR", taxId: "fr 12 345 678 901" });
    await customer.start("pro");
    expect(await last(customer)).toEqual({ total: 9_900n, lines: ["plan 9900", "tax 0"] });
    expect((await customer.books()).tax_payable ?? 0n).toBe(0n);
    expect(await inTransaction(books(), (tx) => readTax(tx, customer.id))).toMatchObject({
      rule: { name: "VAT", ratePpm: 0n, reverseCharge: true },
    });
  });

  test.each<[string, Where, bigint]>([
    ["of another country", { country: "FR", taxId: "DE123456789" }, 0n],
    ["at home", { country: "DE", taxId: "DE123456789" }, 1_881n],
  ])("is taken as ever with a tax id %s", async (_, where, onTop) => {
    const customer = await sell(where);
    await customer.start("pro");
    expect((await last(customer)).total).toBe(9_900n + onTop);
    const taken = onTop === 0n ? -1_650n : -onTop;
    expect(await customer.books()).toMatchObject({ tax_payable: taken });
  });

  test("is not taken of an account that was said to be exempt", async () => {
    const customer = await sell({ country: "DE" });
    const treatment = "exempt" as const;
    await inTransaction(books(), (tx) => setTax(tx, customer.id, { treatment, rate: null }));
    await customer.start("pro");
    expect(await last(customer)).toEqual({ total: 9_900n, lines: ["plan 9900"] });
  });

  test.each<[string, Where, bigint, "country" | "region" | null]>([
    ["in California is 7.25 %, $7.18", { country: "US", region: " ca" }, 718n, null],
    ["in Texas is nothing", { country: "US", region: "TX" }, 0n, null],
    ["without a state is what the rest of it has", { country: "US" }, 0n, "region"],
    ["where no rate is told is nothing", { country: "BR" }, 0n, null],
    ["where nobody told a country is the seller's", {}, 1_881n, "country"],
  ])("%s", async (_, where, tax, missing) => {
    const customer = await sell(where);
    await customer.start("pro");
    expect((await last(customer)).total).toBe(9_900n + tax);
    const portal = portalOf(customer.id, { role: "owner" }, books());
    expect((await portal.plan.current()).taxMissing).toBe(missing);
    expect((await portal.packs.list()).taxMissing).toBe(missing);
    expect((await portal.overview.nextInvoice()).taxMissing).toBe(missing);
    expect(await inTransaction(books(), (tx) => readTax(tx, customer.id))).toMatchObject({
      ...{ treatment: "by_country", missing },
    });
  });

  test("is nothing where nobody told a country, if the catalogue says so", async () => {
    const customer = await sell({}, {}, { ...table, whereUnknown: "untaxed" });
    await customer.start("pro");
    expect((await last(customer)).total).toBe(9_900n);
  });

  test("has no decimals in yen: of 1,000 with 10 % in it 91 are tax", async () => {
    const customer = await sell({ country: "JP" }, { currency: "jpy" });
    await customer.start("ten");
    expect((await last(customer)).total).toBe(1_000n);
    expect(await customer.books()).toMatchObject({ tax_payable: -91n, deferred_revenue: -909n });
  });

  test("has three in dinars: 5 % of 3.333 are 0.167", async () => {
    const customer = await sell({ country: "KW" }, { currency: "kwd" });
    await customer.start("ten");
    expect(await last(customer)).toEqual({ total: 3_500n, lines: ["plan 3333", "tax 167"] });
  });
});

describe("a rate that changes on 1 May", () => {
  test("is that of the day of issue: 19 % in April, 21 % of the renewal", async () => {
    const customer = await sell({ country: "DE" });
    await customer.pay((await customer.start("pro")).invoiceId);
    await advance("2026-05-01T01:00:00Z");
    expect(await last(customer)).toEqual({ total: 11_979n, lines: ["plan 9900", "tax 2079"] });
  });

  test("goes by the account's own days, as its documents are dated: on Kiritimati it is May already", async () => {
    const timezone = "Pacific/Kiritimati";
    const customer = await sell({ country: "DE" }, { at: "2026-04-30T10:00:00Z", timezone });
    await customer.start("pro");
    expect((await last(customer)).total).toBe(11_979n);
  });

  test("inside a period: what is given back goes back at its own rate, beside the new one", async () => {
    const customer = await sell({ country: "DE" }, { at: "2026-04-16T00:00:00Z" });
    await customer.pay((await customer.start("ten")).invoiceId);
    await setClock("2026-05-01T00:00:00Z");
    const { shown } = await customer.change("twenty");
    // Half of 10.00 with half of 1.90; half of 20.00 with 21 % on it.
    expect(shown.money).toMatchObject({
      ...{ subtotal: { minor: 500n }, tax: { minor: 115n }, dueNow: { minor: 615n } },
    });
    const names = shown.money.lines.map(({ description, amount }) => [description, amount.minor]);
    expect(names.slice(2)).toEqual([
      ["MwSt. 19 %", -95n],
      ["MwSt. 21 %", 210n],
    ]);
    expect((await last(customer)).total).toBe(615n);
    // 1.90 of April, less 0.95, and 2.10 of May.
    expect(await customer.books()).toMatchObject({ tax_payable: -305n });
  });

  test("is read as of the quote's instant, and one of the day before is not confirmed for another", async () => {
    const customer = await sell({ country: "DE" }, { at: "2026-04-16T00:00:00Z" });
    await customer.pay((await customer.start("ten")).invoiceId);
    await setClock("2026-04-30T23:59:00Z");
    const shown = await customer.preview("twenty");
    await setClock("2026-05-01T00:05:00Z");
    await customer.confirm(shown.quoteId);
    // 15 days and a minute of 30: 5.00 of 10.00 with 0.95, 10.00 of 20.00 with 19 % on it.
    expect((await last(customer)).total).toBe(shown.money.total.minor);
    expect(shown.money.lines.slice(2).map(({ amount }) => amount.minor)).toEqual([95n]);
  });
});

test("a rate that was valid is not taken out of the catalogue, and the refusal names it", async () => {
  await sell({ country: "DE" });
  const shorter = { ...table, rates: rates.filter(({ percent }) => percent !== "19") };
  const apply = inTransaction(books(), (tx) =>
    applyCatalog(tx, defineCatalog({ ...testCatalog, taxes: shorter })),
  );
  await expect(apply).rejects.toThrow("DE from 2020-01-01 was valid already");
});

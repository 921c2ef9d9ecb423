import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { getBillingDetails, setBillingDetails } from "@/billing/accounts/billing-details";
import { inTransaction, readAs } from "@/db/transaction";
import { advance, Customer, openBooks } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const acme = {
  legalName: "Acme GmbH",
  addressLines: ["Hauptstr. 1"],
  city: "Berlin",
  country: "DE",
};

async function partiesOf(customer: Customer) {
  const { rows } = await sql<Record<string, unknown>>`
    select i.number, p.buyer_name as name, p.buyer_city as city, p.buyer_tax_id as "taxId", p.seller_name as seller,
      p.timezone as zone, p.language
    from invoice_parties p join invoices i on i.account_id = p.account_id and i.id = p.invoice_id
    where p.account_id = ${customer.id} order by i.number`.execute(customer.db);
  return rows;
}

test("billing details are set as a whole, and the same twice is one change", async () => {
  const customer = await Customer.open();
  const set = (given: Parameters<typeof setBillingDetails>[2]) =>
    inTransaction(customer.db, (tx) => setBillingDetails(tx, customer.id, given));
  expect(await set({})).toMatchObject({ changed: false, legalName: null });
  expect(await set({ ...acme, taxId: "DE123456789" })).toMatchObject({ changed: true });
  expect(await set(acme)).toMatchObject({ changed: true, taxId: null });
  expect(await set(acme)).toMatchObject({ changed: false, legalName: "Acme GmbH" });
  const read = await readAs(customer.db, { role: "tallybook_portal", account: customer.id }, (tx) =>
    getBillingDetails(tx, customer.id),
  );
  expect(read).toMatchObject({ ...acme, taxId: null, purchaseOrder: null });
});

test("a document keeps the seller, buyer, zone and language of the instant its number was taken", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("starter")).invoiceId);
  await inTransaction(customer.db, async (tx) => {
    await setBillingDetails(tx, customer.id, { ...acme, taxId: "DE123456789", language: "de" });
  });
  // The renewal is issued an hour after the boundary, with the details of then.
  await advance("2026-02-01T02:00:00Z");
  await inTransaction(customer.db, (tx) => setBillingDetails(tx, customer.id, { city: "Bonn" }));
  const before = { city: null, taxId: null, language: "en" };
  const after = { name: "Acme GmbH", city: "Berlin", taxId: "DE123456789", language: "de" };
  expect(await partiesOf(customer)).toMatchObject([before, after]);
  const [first] = await partiesOf(customer);
  expect(first).toMatchObject({ seller: "Tallybook Sandbox", zone: "UTC" });
  for (const change of [
    "update invoice_parties set buyer_city = 'Bonn'",
    "delete from invoice_parties",
  ])
    await expect(sql.raw(change).execute(customer.db)).rejects.toMatchObject({ code: "TB001" });
});

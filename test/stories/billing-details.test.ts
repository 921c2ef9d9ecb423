import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { removeMember } from "@/auth/members";
import { getBillingDetails, setBillingDetails } from "@/billing/accounts/billing-details";
import { createRule } from "@/billing/alerts/change-rules";
import { inTransaction, readAs } from "@/db/transaction";
import { mailAlerts } from "@/jobs/mail-alerts";
import { mailInvoices } from "@/jobs/mail-invoices";
import { newId } from "@/lib/ids";
import { advance, Customer, openBooks } from "../books";
import { buyPack } from "../packs";

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

test("a tax id that begins as one of its country and is none is refused, any other number stays as it is", async () => {
  const customer = await Customer.open();
  const set = (country: string, taxId: string) =>
    inTransaction(customer.db, (tx) => setBillingDetails(tx, customer.id, { country, taxId }));
  await expect(set("DE", "DE12345678")).rejects.toMatchObject({
    code: "invalid_input",
    facts: { field: "taxId" },
  });
  for (const [country, taxId] of [
    ["DE", "12/345/67890"],
    ["US", "CA 123-456"],
    ["KE", "A000000000Z"],
  ] as const) {
    expect(await set(country, taxId)).toMatchObject({ changed: true, taxId });
  }
});

type Mail = { recipient: string; subject: string; body: string };

async function mailsAbout(customer: Customer, kind: string): Promise<Mail[]> {
  const { rows } = await sql<Mail>`select recipient, subject, body from mails
    where account_id = ${customer.id} and kind = ${kind} order by created_at, id`.execute(
    customer.db,
  );
  return rows;
}

test("each document issued is told by mail to whom the details named then, once and in its language", async () => {
  const customer = await Customer.open();
  const set = (given: Parameters<typeof setBillingDetails>[2]) =>
    inTransaction(customer.db, (tx) => setBillingDetails(tx, customer.id, given));
  await customer.pay((await customer.start("starter")).invoiceId);
  const both = { invoiceEmails: ["books@acme.example", "it@acme.example"] };
  await set({ ...acme, ...both, language: "de", purchaseOrder: "PO-7" });
  await advance("2026-02-01T02:00:00Z");
  await set({ ...acme, invoiceEmails: ["new@acme.example"] });
  await Promise.all([mailInvoices(customer.db), mailInvoices(customer.db)]);
  expect(await mailInvoices(customer.db)).toBe(0);

  const mails = await mailsAbout(customer, "invoice");
  // Not of the first one, which nobody was named for, and not to whom was named after the second.
  expect(mails.map(({ recipient }) => recipient)).toEqual(both.invoiceEmails);
  const [mail] = mails;
  expect(mail?.subject).toMatch(/^Rechnung INV-\d+ von Tallybook Sandbox: /);
  const told = mail?.body ?? "";
  for (const said of ["an Acme GmbH", "Zu zahlen bis 8. Februar 2026", "Ihre Referenz: PO-7"]) {
    expect(told).toContain(said);
  }
  expect(told).toContain("die Adresse books@acme.example nennen");
  expect(told).toMatch(/\/invoices\/[0-9a-f-]{36}\n/);
});

test("what is paid at once is told as paid, and whoever an alert tells of it gets one mail", async () => {
  const customer = await Customer.open();
  const invoiceEmails = ["books@acme.example", "ada@acme.example"];
  await inTransaction(customer.db, async (tx) => {
    await setBillingDetails(tx, customer.id, { invoiceEmails });
    await createRule(tx, customer.id, {
      ...{ kind: "invoice", threshold: 0n, channels: ["email"], enabled: true, createdBy: null },
      recipients: ["ada@acme.example"],
    });
  });
  const { invoiceId } = await buyPack(customer, { pack: "pack_1000" });
  await customer.pay(invoiceId);
  await mailAlerts(customer.db);
  await mailInvoices(customer.db);
  expect((await mailsAbout(customer, "alert")).map((one) => one.recipient)).toEqual([
    "ada@acme.example",
  ]);
  const mails = await mailsAbout(customer, "invoice");
  expect(mails.map((one) => one.recipient)).toEqual(["books@acme.example"]);
  expect(mails[0]?.body).toContain("Nothing is to be paid.");
});

test("whoever leaves an account gets none of its documents any more", async () => {
  const customer = await Customer.open();
  const [owner, leaver] = [newId<string>(), newId<string>()];
  for (const [id, role] of [
    [owner, "owner"],
    [leaver, "viewer"],
  ] as const) {
    await sql`insert into users (id, email, name, created_at)
      values (${id}, ${`${id}@acme.example`}, 'Somebody', app_now())`.execute(customer.db);
    await sql`insert into memberships values (${customer.id}, ${id}, ${role}, app_now())`.execute(
      customer.db,
    );
  }
  const named = [`${leaver}@acme.example`, "books@acme.example"];
  await inTransaction(customer.db, async (tx) => {
    await setBillingDetails(tx, customer.id, { invoiceEmails: named });
    await removeMember(tx, { accountId: customer.id, userId: owner }, leaver);
  });
  const left = await inTransaction(customer.db, (tx) => getBillingDetails(tx, customer.id));
  expect(left.invoiceEmails).toEqual(["books@acme.example"]);
});

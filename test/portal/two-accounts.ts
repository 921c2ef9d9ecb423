import { createHash, randomUUID } from "node:crypto";
import { sql } from "kysely";
import { setBillingDetails } from "@/billing/accounts/billing-details";
import { createRule } from "@/billing/alerts/change-rules";
import { applyDiscount } from "@/billing/invoices/discounts";
import { setTax } from "@/billing/invoices/taxes";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { inTransaction } from "@/db/transaction";
import type { AlertFiringId, AlertRuleId, GrantId, HoldId, InvoiceId, QuoteId } from "@/lib/ids";
import { advance, books, Customer, openBooks, openCopy } from "../books";
import { assertBooksAreClean } from "../database";
import { keptAsBeginning } from "../database-copies";
import { buyPack, previewOfPack } from "../packs";
import { paidAtProcessor, toppedUpOnce } from "./processor-rows";

/** An account with a row in every table a customer may read, and the ids of what it owns. */
export type Furnished = {
  customer: Customer;
  userId: string;
  sessionId: string;
  invitationId: string;
  invoiceId: InvoiceId;
  /** Waits for money. */
  openInvoiceId: InvoiceId;
  /** Of a pack nobody paid. */
  orderId: InvoiceId;
  /** Of a pack, not confirmed yet. */
  quoteId: QuoteId;
  lineId: string;
  grantId: GrantId;
  /** With nothing left on it. */
  spentGrantId: GrantId;
  holdId: HoldId;
  periodId: string;
  eventKey: string;
  /** Of another plan, not confirmed either. */
  planQuoteId: QuoteId;
  ruleId: AlertRuleId;
  /** On file at the processor. */
  methodId: string;
  /** A page of the processor's that was opened. */
  setupId: string;
  /** The last of several. */
  firingId: AlertFiringId;
};

let made: { url: string; both: [Furnished, Furnished] } | undefined;

/** Two of them, in the middle of their second month: furnished once a process, each file and test has a copy. */
export async function openTwoAccounts(): Promise<[Furnished, Furnished]> {
  if (!made) {
    const both = await furnishTwo();
    await assertBooksAreClean(books());
    made = { both, url: await keptAsBeginning(books()) };
  }
  const db = await openCopy(made.url);
  const [own, other] = made.both;
  return [
    { ...own, customer: own.customer.in(db) },
    { ...other, customer: other.customer.in(db) },
  ];
}

async function furnishTwo(): Promise<[Furnished, Furnished]> {
  await openBooks("2026-01-01T00:00:00Z");
  const customers = [await Customer.open(), await Customer.open()];
  const used = [];
  for (const customer of customers) used.push(await aMonthOf(customer));
  await advance("2026-02-10T02:00:00Z");
  for (const customer of customers) {
    await customer.consume(7n);
    await customer.confirm((await customer.previewEnd("period_end")).quoteId);
    await givenUp(customer);
    await saidWhy(customer);
    const details = {
      legalName: `Company of ${customer.externalId}`,
      invoiceEmails: [`invoices-of-${customer.externalId}@people.example`],
    };
    await inTransaction(books(), (tx) => setBillingDetails(tx, customer.id, details));
    await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
    await termsOf(customer);
  }
  await inTransaction(books(), (tx) => addCheckpoints(tx, { every: 3 }));
  const both = [];
  for (const [index, customer] of customers.entries()) {
    both.push({
      customer,
      ...(await peopleOf(customer)),
      ...(await idsOf(customer)),
      ...{ quoteId: (await previewOfPack(customer, { pack: "pack_1000" })).quoteId },
      ...used[index],
      ...(await quoteOf(customer)),
      ...(await onFileOf(customer)),
    });
  }
  return both as [Furnished, Furnished];
}

async function aMonthOf(customer: Customer) {
  const told = { channels: ["in_app", "email"], enabled: true, createdBy: null } as const;
  const recipients = [`books-of-${customer.externalId}@people.example`];
  const { id: ruleId } = await inTransaction(books(), (tx) =>
    createRule(tx, customer.id, { ...told, recipients, kind: "balance", threshold: 99_000n }),
  );
  const { invoiceId } = await customer.start("pro");
  await paidAtProcessor(customer, { invoiceId, minor: 9_900n });
  await toppedUpOnce(customer);
  const spent = await customer.grant(500n, { category: "goodwill" });
  const eventKey = `event-of-${customer.externalId}`;
  await customer.consume(20_600n, { key: eventKey });
  const { grantId } = await customer.grant(900n);
  const { holdId } = await customer.hold(5n, "2026-03-01T00:00:00Z");
  return { grantId, spentGrantId: spent.grantId, holdId, eventKey, ruleId };
}

/** A discount and a tax that no document has. */
async function termsOf({ id }: Customer) {
  const discount = { code: `of-${id}`, off: { kind: "amount", minor: 1n }, cycles: 1 } as const;
  await inTransaction(books(), (tx) => applyDiscount(tx, id, discount));
  await inTransaction(books(), (tx) => setTax(tx, id, { treatment: "exempt", rate: null }));
}

/** Money given back that was given up again: it counts for nothing, and is there. */
async function givenUp({ id: accountId }: Customer) {
  await sql`
    insert into line_returns (account_id, id, invoice_line_id, kind, net_minor, tax_minor, slice, stands, returned_at)
    select l.account_id, gen_random_uuid(), l.id, 'proration_credit', 1, 0, 0, false, app_now()
    from invoice_lines l where l.account_id = ${accountId} and l.kind = 'plan' limit 1`.execute(
    books(),
  );
  await sql`
    insert into refunds (account_id, id, invoice_id, origin, status, policy, shortfall, destination, period, currency,
      amount_minor, card_minor, credit_minor, request, promised, reason, requested_by, requested_at, closed_at)
    select account_id, gen_random_uuid(), id, 'staff', 'undone', 'none', 'debt', 'account_credit', 'keep', currency,
      1, 0, 1, '{"json":{}}', '{"json":{}}', 'because ' || account_id, 'test', app_now(), app_now()
    from invoices where account_id = ${accountId} and status = 'paid' limit 1`.execute(books());
  await sql`
    insert into disputes (account_id, id, payment_id, invoice_id, processor_dispute_id, status, processor_status, reason,
      currency, amount_minor, policy, shortfall, opened_at, booked_at)
    select p.account_id, gen_random_uuid(), p.id, d.invoice_id, 'du_' || p.id, 'inquiry', 'warning_needs_response',
      'because ' || p.account_id, p.currency, 1, 'none', 'debt', app_now(), app_now()
    from payments p join collection_documents d on d.account_id = p.account_id and d.collection_id = p.collection_id
    where p.account_id = ${accountId} limit 1`.execute(books());
  await sql`
    insert into directory (kind, key, account_id, id)
    select 'processor_dispute', processor_dispute_id, account_id, id from disputes
    where account_id = ${accountId}`.execute(books());
}

/** Why it ends its plan. */
async function saidWhy({ id: accountId }: Customer) {
  await sql`
    insert into cancel_reasons (account_id, quote_id, reason, comment, actor, recorded_at)
    select account_id, id, 'other', 'because ' || account_id, 'test', app_now()
    from quotes where account_id = ${accountId} limit 1`.execute(books());
}

/** Written as sign-in writes them; who may do that is another test's. */
async function peopleOf({ id: accountId }: Customer) {
  const [userId, sessionId, invitationId] = [randomUUID(), randomUUID(), randomUUID()];
  const at = sql<Date>`clock_timestamp()`;
  const later = sql<Date>`clock_timestamp() + interval '7 days'`;
  const db = books();
  await db
    .insertInto("users")
    .values({
      id: userId,
      email: `${userId}@people.example`,
      name: `User ${userId}`,
      created_at: at,
    })
    .execute();
  await db
    .insertInto("memberships")
    .values({ account_id: accountId, user_id: userId, role: "owner", created_at: at })
    .execute();
  const session = { realm: "customer", how: "sandbox", idle_seconds: 3600, last_seen_at: at };
  await db
    .insertInto("login_sessions")
    .values({
      ...{ ...session, id: sessionId, user_id: userId, account_id: accountId },
      ...{ created_at: at, expires_at: later },
    })
    .execute();
  await db
    .insertInto("invitations")
    .values({
      ...{ id: invitationId, account_id: accountId, email: `guest-${userId}@people.example` },
      ...{ role: "viewer", invited_by: userId, created_at: at, expires_at: later },
    })
    .execute();
  await sql`insert into directory (kind, key, account_id, id) values
    ('invitation', ${createHash("sha256").update(invitationId).digest("hex")}, ${accountId}, ${invitationId})`.execute(
    db,
  );
  return { userId, sessionId, invitationId };
}

/** Written as the processor's answers are. */
async function onFileOf({ id: accountId, externalId }: Customer) {
  const [methodId, setupId] = [`pm_of_${externalId.replaceAll("-", "_")}`, randomUUID()];
  const db = books();
  await sql`insert into processor_customers (account_id, customer_id, created_at)
    values (${accountId}, ${`cus_of_${externalId}`}, app_now()) on conflict do nothing`.execute(db);
  await sql`insert into payment_methods (account_id, method_id, kind, brand, last4, is_default, added_at)
    values (${accountId}, ${methodId}, 'card', 'visa', '4242', true, app_now())`.execute(db);
  await sql`insert into tax_id_checks (account_id, kind, value, state, told_at)
    values (${accountId}, 'eu_vat', 'DE123456789', 'pending', app_now())`.execute(db);
  const request = JSON.stringify({ json: { known: [] } });
  await sql`insert into gateway_calls (account_id, id, kind, request, status, created_at, ended_at, answer)
    values (${accountId}, ${setupId}, 'start_setup', ${request}, 'succeeded', app_now(), app_now(),
      '{"json":null}')`.execute(db);
  return { methodId, setupId };
}

/** An overdue invoice would let no plan change at once. */
async function quoteOf(customer: Customer) {
  const { quoteId } = await customer.preview("starter", { when: "period_end" });
  return { planQuoteId: quoteId };
}

async function idsOf({ id: accountId }: Customer) {
  const { rows } = await sql<{
    invoiceId: InvoiceId;
    openInvoiceId: InvoiceId;
    orderId: InvoiceId;
    lineId: string;
    periodId: string;
    firingId: AlertFiringId;
  }>`
    select l.invoice_id as "invoiceId",
      (select i.id from invoices i where i.account_id = l.account_id and i.status = 'issued'
        and i.subscription_id is not null) as "openInvoiceId",
      (select i.id from invoices i where i.account_id = l.account_id and i.status = 'issued'
        and i.subscription_id is null) as "orderId", l.id as "lineId", l.plan_period_id as "periodId",
      (select f.id from alert_firings f where f.account_id = l.account_id
        order by f.fired_at desc limit 1) as "firingId"
    from invoice_lines l where l.account_id = ${accountId} and l.kind = 'overage'`.execute(books());
  return rows[0];
}

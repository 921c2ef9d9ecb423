import { sql } from "kysely";
import { setTax } from "@/billing/invoices/taxes";
import { collectDue } from "@/billing/payments/collect";
import type { PaymentGateway } from "@/billing/payments/gateway";
import type { approveRefund, rejectRefund, undoRefund } from "@/billing/refunds/approve";
import { previewRefund, type Wanted } from "@/billing/refunds/preview";
import type { RefundRequest } from "@/billing/refunds/refund";
import { requestRefund } from "@/billing/refunds/request";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { type InvoiceId, newId, type RefundId } from "@/lib/ids";
import { books, Customer, openBooks } from "../books";
import { buyPack } from "../packs";
import { dueNow, stripeBeside } from "../stripe/paying";

export type Beside = Awaited<ReturnType<typeof stripeBeside>>;

/** 20 % on top of prices, of the account alone. */
const twenty = { name: "VAT", ppm: 200_000n, included: false };

/** A pack of 10,000 for $100.00 and 20 %, paid by card: $120.00 (BOOKS B17). */
export async function paidPack(testCard = "pm_card_visa") {
  await openBooks("2026-03-01T00:00:00Z");
  return await payPack(await stripeBeside(), testCard);
}

/** The same in books that are open. */
export async function payPack(stripe: Beside, testCard: string) {
  const customer = await Customer.open();
  await stripe.card(customer, testCard);
  await inTransaction(books(), (tx) =>
    setTax(tx, customer.id, { treatment: "rate", rate: twenty }),
  );
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await stripe.payNow(customer, invoiceId);
  return { customer, stripe, invoiceId };
}

export type Asked = Partial<Omit<RefundRequest, "invoiceId">> & { by?: string; key?: string };

function wantedOf(invoiceId: InvoiceId, asked: Asked = {}): Wanted {
  const { of = { kind: "amount", grossMinor: 6_000n } as const } = asked;
  return {
    invoiceId,
    of,
    destination: asked.destination ?? "card",
    period: asked.period ?? "keep",
  };
}

export function preview(customer: Customer, invoiceId: InvoiceId, asked: Asked = {}) {
  const who = { accountId: customer.id, author: authorOf(asked.by) };
  return inTransaction(customer.db, (tx) => previewRefund(tx, who, wantedOf(invoiceId, asked)));
}

const authorOf = (by = "staff:one") => ({ actor: by, requestId: "test" });

/** Previewed and asked for in one breath. */
export async function ask(customer: Customer, invoiceId: InvoiceId, asked: Asked = {}) {
  const shown = await preview(customer, invoiceId, asked);
  const done = await confirm(customer, shown.quoteId, asked);
  if (done.stale) throw new Error("A quote just made is not stale");
  return { shown, ...done.answer };
}

export function confirm(
  customer: Customer,
  quoteId: Awaited<ReturnType<typeof preview>>["quoteId"],
  { policy = "proportional", shortfall = "debt", by, key = newId<string>() }: Asked = {},
) {
  const request = { ...customer.request("refunds", key, quoteId), author: authorOf(by) };
  const choice = { quoteId, policy, shortfall, reason: "Asked by the customer" };
  return inTransaction(customer.db, (tx) => requestRefund(tx, { ...request, ...choice }));
}

export function act(
  what: typeof approveRefund | typeof rejectRefund | typeof undoRefund,
  customer: Customer,
  refundId: RefundId,
  by = "staff:two",
) {
  const request = {
    ...customer.request(what.name, newId<string>(), refundId),
    author: authorOf(by),
  };
  return inTransaction(customer.db, (tx) => what(tx, { ...request, refundId }));
}

/** Half a minute is over for every call that waits, and for what is asked again. */
export async function send(gateway: PaymentGateway, db: Db = books()): Promise<void> {
  await dueNow(db);
  await collectDue(db, gateway);
}

/** Refunded by card, the half minute and the answer included. */
export async function refunded(
  { customer, stripe, invoiceId }: { customer: Customer; stripe: Beside; invoiceId: InvoiceId },
  asked: Asked = {},
) {
  const done = await ask(customer, invoiceId, asked);
  await send(stripe.gateway);
  return done;
}

/** What stands of refunds, oldest first. */
export async function refundsOf(customer: Customer) {
  return await customer.db
    .selectFrom("refunds")
    .where("account_id", "=", customer.id)
    .orderBy("requested_at")
    .orderBy("id")
    .selectAll()
    .execute();
}

/** The slices of a customer's refunds that stand, oldest first, as they are settled. */
export async function slicesOf(customer: Customer) {
  const { rows } = await sql<Record<string, bigint>>`
    select slice, revoked, expired, debt, written_off as "writtenOff", waived from line_returns
    where account_id = ${customer.id} and kind = 'refund' and stands order by returned_at, id`.execute(
    customer.db,
  );
  return rows;
}

export async function tasksOf(customer: Customer) {
  const rows = await customer.db
    .selectFrom("staff_tasks")
    .where("account_id", "=", customer.id)
    .select("kind")
    .execute();
  return rows.map(({ kind }) => kind).sort();
}

/** Those nobody has done yet. */
export async function openTasksOf(customer: Customer) {
  const rows = await customer.db
    .selectFrom("staff_tasks")
    .where("account_id", "=", customer.id)
    .where("done_at", "is", null)
    .select("kind")
    .execute();
  return rows.map(({ kind }) => kind).sort();
}

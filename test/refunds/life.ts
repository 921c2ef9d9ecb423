import { sql } from "kysely";
import { settleAnew, standAside } from "@/billing/disputes/stand-aside";
import { applyRefund } from "@/billing/refunds/apply-refund";
import { undoRefund } from "@/billing/refunds/approve";
import { inTransaction } from "@/db/transaction";
import type { HoldId, InvoiceId, RefundId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { books, type Customer } from "../books";
import { buyPack } from "../packs";
import type { Act, Said } from "./life-acts";
import { dispute } from "./life-disputes";
import { paidByCard } from "./paid";
import { act, ask } from "./refunding";

/** What may be refused; anything else is a fault of ours. */
const refusals = [
  ...[
    "no_subscription",
    "same_plan",
    "payment_overdue",
    "already_subscribed",
    "hold_closed",
    "hold_expired",
  ],
  ...["insufficient_credits", "refund_exceeds_payment", "refund_blocked", "invoice_not_refundable"],
  ...["refund_not_open", "period_end_only", "invoice_not_payable", "invoice_disputed"],
];

export type Life = { customer: Customer; holds: HoldId[]; now: Date; made: number };

/** Carries one act out; what may be refused is not done. */
export async function perform(life: Life, one: Act): Promise<void> {
  await carryOut(life, one).catch((error: { code?: string }) => {
    if (!refusals.includes(error.code ?? "")) throw error;
  });
}

async function carryOut(life: Life, one: Act): Promise<void> {
  const { customer, holds, now } = life;
  switch (one.do) {
    case "wait":
      return;
    case "use":
    case "hold": {
      const credits = portion((await customer.balance()).available, one.share);
      if (credits === 0n) return;
      if (one.do === "use") await customer.consume(credits);
      else holds.push((await customer.hold(credits, addSeconds(now, 5 * 86_400))).holdId);
      return;
    }
    case "release": {
      const held = holds.shift();
      if (held) await customer.release(held);
      return;
    }
    case "buy":
      return await buy(customer, one.what);
    case "change":
      await customer.change(one.plan);
      return;
    case "end":
      await customer.confirm((await customer.previewEnd("now")).quoteId);
      return;
    case "revoke": {
      const grant = await anyGrant(customer);
      if (grant) await customer.revoke(grant.id, portion(grant.left, one.share));
      return;
    }
    case "refund": {
      const invoice = await pick(one.which, await paidInvoices(customer));
      if (!invoice) return;
      const grossMinor = portion(invoice.left, one.share);
      const of = { kind: "amount", grossMinor: grossMinor > 0n ? grossMinor : 1n } as const;
      await ask(customer, invoice.id, { ...one, of });
      return;
    }
    case "hear":
      return await hear(life, one);
    case "undo": {
      const refund = await pick(one.which, await sent(customer));
      if (refund) await act(undoRefund, customer, refund.id);
      return;
    }
    case "elsewhere":
      return await madeElsewhere(life, one);
    case "dispute":
      return await dispute(customer, one);
  }
}

function portion(of: bigint, part: number): bigint {
  return (of * BigInt(Math.round(part * 10_000))) / 10_000n;
}

async function pick<T>(which: number, among: readonly T[]): Promise<T | undefined> {
  return among[which % Math.max(1, among.length)];
}

export async function buy(
  customer: Customer,
  what: Extract<Act, { do: "buy" }>["what"],
): Promise<void> {
  const { invoiceId } =
    what === "pack_1000"
      ? await buyPack(customer, { pack: what, grants: "on_payment" })
      : await customer.start(what);
  const [waits] = (await customer.invoices()).filter(
    ({ id, status }) => id === invoiceId && status === "issued",
  );
  if (waits) await paidByCard(customer, waits.id);
}

async function anyGrant({ id, db }: Customer) {
  const { rows } = await sql<{ id: Parameters<Customer["revoke"]>[0]; left: bigint }>`
    select g.id, b.balance as left from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${id} and b.balance > 0 order by g.id limit 1`.execute(db);
  return rows[0];
}

export async function paidInvoices({ id, db }: Customer) {
  const { rows } = await sql<{ id: InvoiceId; left: bigint }>`
    select i.id, (i.paid_minor - coalesce((select sum(r.net_minor + r.tax_minor) from line_returns r
      join invoice_lines l on l.account_id = r.account_id and l.id = r.invoice_line_id
      where l.account_id = i.account_id and l.invoice_id = i.id and r.stands), 0))::int8 as left
    from invoices i where i.account_id = ${id} and i.status = 'paid' and i.paid_minor > 0 order by i.created_at, i.id`.execute(
    db,
  );
  return rows.filter(({ left }) => left > 0n);
}

export async function sent({ id, db }: Customer) {
  const { rows } = await sql<{ id: RefundId; chargeId: string; minor: bigint; currency: string }>`
    select r.id, p.charge_id as "chargeId", r.card_minor + r.excess_minor as minor, r.currency from refunds r
    join payments p on p.account_id = r.account_id and p.id = r.payment_id
    where r.account_id = ${id} order by r.requested_at, r.id`.execute(db);
  return rows;
}

/** What a processor says of one of its refunds, old or new, twice. */
export async function hear({ customer }: Life, { which, said }: { which: number; said: Said }) {
  const refund = await pick(which, await sent(customer));
  if (!refund) return;
  const { id, chargeId, minor, currency } = refund;
  const balance = { transactionId: `txn_${id}`, currency, grossMinor: -minor, feeMinor: 0n };
  for (let time = 0; time < 2; time += 1) {
    await inTransaction(books(), async (tx) => {
      await applyRefund(tx, {
        ...{ id: `re_${id}`, refundId: id, chargeId, status: said, amountMinor: minor, currency },
        ...{ failureCode: said === "failed" ? "expired_or_canceled_card" : null },
        balance: said === "succeeded" ? { ...balance, exchangeRate: null } : null,
      });
      await settleAnew(tx, customer.id);
    });
  }
}

/** Given back at the processor, whatever was given back already. */
async function madeElsewhere(life: Life, one: { which: number; share: number }): Promise<void> {
  const { customer } = life;
  const payments = await customer.db
    .selectFrom("payments")
    .where("account_id", "=", customer.id)
    .orderBy("id")
    .selectAll()
    .execute();
  const payment = await pick(one.which, payments);
  if (!payment) return;
  life.made += 1;
  const amountMinor = portion(payment.amount_minor, one.share) || 1n;
  const said = {
    ...{ id: `re_${customer.id}_${life.made}`, refundId: null, chargeId: payment.charge_id },
    ...{ status: "succeeded" as const, currency: payment.currency, amountMinor },
    ...{ failureCode: null, balance: null },
  };
  await inTransaction(books(), async (tx) => {
    await standAside(tx, said);
    await applyRefund(tx, said);
    await settleAnew(tx, customer.id);
  });
}

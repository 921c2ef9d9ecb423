import { consumeAll } from "@/billing/credits/consume";
import { applyDiscount } from "@/billing/invoices/discounts";
import { setTax } from "@/billing/invoices/taxes";
import type { DiscountState } from "@/billing/invoices/terms";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { ppmOf } from "@/lib/percent";
import { Customer, openBooks, setClock } from "../books";
import { buyPack } from "../packs";
import { liveThroughEverything } from "../tampering";

/**
 * Nine accounts that lived for ten weeks through something of each kind, by the real operations:
 * the template that large books are copied from. Each uses something `uses` times at the end.
 */
export async function liveTemplate({ uses }: { uses: number }): Promise<{ db: Db; now: Date }> {
  const db = await openBooks("2025-12-20T00:00:00Z");
  const customers = [
    ...(await openTaxed()),
    ...(await openChanging()),
    await openBuyer(),
    await openTrying(),
    await openUnpaid(),
  ];
  await setClock("2026-01-01T00:00:00Z");
  const everything = await Customer.open();
  await liveThroughEverything(everything);
  for (let done = 0; done < uses; done += eventsAtOnce) {
    await spendALittle(db, [...customers, everything]);
  }
  return { db, now: new Date("2026-03-01T02:00:00Z") };
}

/** In euros with tax on top and use beyond the allowance, in yen with tax in the price and money off. */
async function openTaxed(): Promise<Customer[]> {
  const euros = await Customer.open({ currency: "eur", timezone: "Europe/Berlin" });
  await taxed(euros, "19");
  await less(euros, { kind: "percent", ppm: ppmOf("33.3333") }, 1);
  await euros.pay((await euros.start("pro")).invoiceId);
  await euros.consume(25_000n);
  const yen = await Customer.open({ currency: "jpy", timezone: "Asia/Tokyo" });
  await taxed(yen, "10", true);
  await less(yen, { kind: "amount", minor: 77n }, null);
  await yen.pay((await yen.start("ten")).invoiceId);
  return [euros, yen];
}

/** Up with tax, down into account credit in dinars, out of a year into a month, and away. */
async function openChanging(): Promise<Customer[]> {
  const up = await Customer.open({ timezone: "America/New_York" });
  await taxed(up, "8.1");
  await up.pay((await up.start("pro")).invoiceId);
  const down = await Customer.open({ currency: "kwd" });
  await down.pay((await down.start("twenty")).invoiceId);
  const year = await Customer.open({ timezone: "Pacific/Auckland" });
  await year.pay((await year.start("pro_yearly")).invoiceId);
  await year.consume(4_000n);
  await setClock("2025-12-29T12:34:56Z");
  await up.consume(9_000n);
  await up.change("scale");
  await down.change("ten");
  await year.change("scale");
  await up.confirm((await up.previewEnd("period_end")).quoteId);
  return [up, down, year];
}

async function openBuyer(): Promise<Customer> {
  const buyer = await Customer.open();
  await buyer.start("free");
  await buyPack(buyer, { pack: "pack_1000" });
  await buyer.consume(700n);
  return buyer;
}

async function openTrying(): Promise<Customer> {
  const trying = await Customer.open();
  await trying.start("starter", { trialDays: 14 });
  await trying.consume(1n);
  return trying;
}

/** A change nobody pays is given up a day later. */
async function openUnpaid(): Promise<Customer> {
  const unpaid = await Customer.open();
  await unpaid.pay((await unpaid.start("team")).invoiceId);
  await unpaid.change("scale", { grants: "on_payment" });
  return unpaid;
}

const less = (customer: Customer, off: DiscountState["off"], cycles: number | null) =>
  inTransaction(customer.db, (tx) => applyDiscount(tx, customer.id, { code: "LESS", off, cycles }));

const taxed = (customer: Customer, text: string, included = false) =>
  inTransaction(customer.db, (tx) =>
    setTax(tx, customer.id, {
      treatment: "rate",
      rate: { name: "VAT", ppm: ppmOf(text), included },
    }),
  );

const eventsAtOnce = 10;

/** Some events of each account, as many of them as it has credits or terms for. */
async function spendALittle(db: Db, customers: readonly Customer[]): Promise<void> {
  const events = Array.from({ length: eventsAtOnce }, (_, index) =>
    customers.map((customer) => customer.usage(BigInt(1 + (index % 3)))),
  );
  for (const { error } of await consumeAll(db, events.flat())) if (error) throw error;
}

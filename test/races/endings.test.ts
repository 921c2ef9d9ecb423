import { expect, test } from "vitest";
import { giveUpInvoice } from "@/billing/payments/give-up";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import { Customer, openBooks } from "../books";
import { confirmGiveUp, previewGiveUp } from "../give-up";
import { buyPack } from "../packs";
import { count } from "./clients";

const outcomeOf = (asked: Promise<object>): Promise<string> =>
  asked.then(
    () => "done",
    (error: { code: string }) => error.code,
  );

/** As the app's backend ends one: without a quote. */
const endedByApp = (customer: Customer, invoiceId: InvoiceId) =>
  inTransaction(customer.db, (tx) =>
    giveUpInvoice(tx, { ...customer.request("void"), invoiceId, as: "void", reason: "By the app" }),
  );

test("an invoice that two of us, and the app, end at once ends once, as one of them was shown", async () => {
  for (let round = 0; round < 4; round += 1) {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await buyPack(customer, { pack: "pack_10000" });
    if (!invoiceId) throw new Error("A pack has an invoice");
    await customer.consume(4_000n);
    const lost = await previewGiveUp(customer, { invoiceId, as: "uncollectible" });
    const none = await previewGiveUp(customer, { invoiceId, as: "void" });
    const asked = [
      () => confirmGiveUp(customer, lost.quoteId),
      () => confirmGiveUp(customer, none.quoteId),
      () => endedByApp(customer, invoiceId),
      () => confirmGiveUp(customer, lost.quoteId),
    ];
    const inTurn = [...asked.slice(round), ...asked.slice(0, round)];
    const outcomes = await Promise.all(inTurn.map((one) => outcomeOf(one())));
    expect(count(outcomes)).toMatchObject({ done: 1 });
    expect(await customer.balance()).toMatchObject({ available: 0n });
    // Of $100.00 the $40.00 that were used are lost, or were never owed; nothing of it is owed.
    const [ended] = await customer.invoices();
    const { write_off = 0n, receivable = 0n } = await customer.books();
    expect([write_off, receivable]).toEqual([ended?.status === "void" ? 0n : 4_000n, 0n]);
  }
});

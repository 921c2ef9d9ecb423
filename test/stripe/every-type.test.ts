import { expect, test } from "vitest";
import { customerOf } from "@/billing/payments/customers";
import { inTransaction } from "@/db/transaction";
import { insertEvents } from "@/stripe/event-queries";
import { readBacklog } from "@/stripe/event-work-queries";
import { handledTypes } from "@/stripe/handlers";
import { workEvents } from "@/stripe/work-events";
import { books } from "../books";
import { paidOnce, paidUnheard } from "./unheard";

test("every type that is handled, five times in turn and thirty-two times at once, has one effect", async () => {
  const { customer, stripe, events } = await paidUnheard();
  const idOf = (type: string) => events.find((one) => one.type === type)?.objectId ?? "";
  const there = {
    customer: await customerOf(books(), stripe.gateway, customer.id),
    invoice: idOf("invoice.paid"),
    intent: idOf("payment_intent.succeeded"),
    charge: idOf("charge.succeeded"),
  };
  expect(Object.values(there).every((id) => id !== "")).toBe(true);
  const tell = (copies: readonly string[]) =>
    inTransaction(books(), (tx) =>
      insertEvents(
        tx,
        handledTypes.flatMap((type) => copies.map((copy) => told(type, copy, there))),
      ),
    );

  for (let time = 1; time <= 5; time += 1) {
    await tell([`turn${time}`]);
    expect((await workEvents(books(), stripe.gateway)).worked).toBe(handledTypes.length);
    expect(await customer.books()).toMatchObject(paidOnce);
  }
  await tell(Array.from({ length: 32 }, (_, copy) => `once${copy}`));
  await Promise.all(Array.from({ length: 4 }, () => workEvents(books(), stripe.gateway)));

  expect(await customer.books()).toMatchObject(paidOnce);
  expect(await readBacklog(books())).toMatchObject({ due: 0, waiting: 0, dead: 0 });
  const count = async (table: "payments" | "payment_methods" | "failed_attempts") =>
    (await books().selectFrom(table).select("account_id").execute()).length;
  expect(await count("payments")).toBe(1);
  expect(await count("payment_methods")).toBe(1);
  expect(await count("failed_attempts")).toBe(0);
  expect(await customer.invoices()).toMatchObject([{ status: "paid" }]);
});

type There = { customer: string; invoice: string; intent: string; charge: string };

function told(type: string, copy: string, there: There) {
  const object = objectOf(type, there);
  const id = `evt_${type.replaceAll(".", "_")}_${copy}`;
  return {
    ...{ id, type, apiVersion: null, livemode: false, account: null, ignoredBecause: null },
    ...{ createdAt: new Date("2026-03-01T00:00:00Z"), objectId: object.id },
    body: JSON.stringify({ id, type, data: { object } }),
  };
}

/** What an event of a type is about, as far as anybody reads it. */
function objectOf(type: string, { customer, invoice, intent, charge }: There) {
  if (type.startsWith("invoice.")) return { id: invoice };
  if (type.startsWith("invoice_payment.")) return { id: "inpay_1", invoice };
  if (type.startsWith("payment_intent.")) return { id: intent };
  if (type.startsWith("charge.")) return { id: charge, payment_intent: intent };
  if (type.startsWith("refund.")) return { id: "re_none", charge };
  if (/^customer\.\w+$/.test(type)) return { id: customer };
  return { id: "part_1", customer };
}

import { advance, books, Customer, openBooks, setClock } from "../books";
import { apply, told } from "../disputes/disputing";
import { payPack, refunded } from "../refunds/refunding";
import { openStripeBeside } from "../stripe/paying";
import { someStaff } from "./ground";

type Stripe = Awaited<ReturnType<typeof openStripeBeside>>;

/**
 * Something of every list: half of one pack is refunded with 6,000 of 10,000 used, one pack is lost to a dispute and one
 * is disputed still, and somebody has a plan, uses it and was given credits.
 */
export async function somethingListed() {
  await openBooks("2026-03-01T00:00:00Z");
  const stripe = await openStripeBeside(books());
  const sam = await someStaff("admin");
  const { customer: refundee, invoiceId } = await payPack(stripe, "pm_card_visa");
  await setClock(new Date("2026-03-02T09:00:00Z"));
  await refundee.consume(6_000n);
  await refunded({ customer: refundee, stripe, invoiceId }, { shortfall: "debt" });
  await disputed(stripe, "lost");
  await disputed(stripe, "needs_response");
  const subscriber = await Customer.open({ timezone: "Europe/Berlin" });
  await subscriber.pay((await subscriber.start("pro")).invoiceId);
  await subscriber.consume(30n);
  await subscriber.grant(200n, { category: "promo" });
  const note = { account: refundee.id, body: "Called, and was glad", pinned: false };
  await sam.caller.accounts.addNote(note);
  // All that is due is booked, and minutes ago: the page shows what was known two of them ago.
  await advance("2026-03-20T12:00:00Z");
  await setClock(new Date("2026-03-20T12:10:00Z"));
  return { sam, refundee, invoiceId, subscriber, stop: stripe.simulator.stop };
}

async function disputed(stripe: Stripe, status: "lost" | "needs_response"): Promise<void> {
  const { customer } = await payPack(stripe, "pm_card_visa");
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  if (status === "lost") await apply(await told(customer, "lost", {}, { out: -12_000n }));
}

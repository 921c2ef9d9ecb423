import { expect, test } from "vitest";
import { collectDue } from "@/billing/payments/collect";
import { takeLastSteps } from "@/billing/payments/last-step";
import { books } from "../books";
import { type Place, statementsOf } from "../crashes/faults";
import { asVictim, diesAt } from "../crashes/victim";
import { runs, shareOf } from "../runs";
import { collectionsOf, dueNow } from "./paying";
import { statusesAtStripe, unpaidApril } from "./unpaid";

test(
  "given up at Stripe as here, whatever statement its process dies at or Stripe answers; paid there it is booked once",
  async () => {
    const given = await unpaidApril("write_off");
    await takeLastSteps(books());
    const statements = await statementsOf(() =>
      asVictim((db) => collectDue(db, given.stripe.gateway)),
    );
    expect(statements.length).toBeGreaterThan(3);
    const places = statements.flatMap((_, at): Place[] => [
      { at, side: "before" },
      { at, side: "after" },
    ]);
    const troubles = (["500-after", "reset-after", "timeout-after", "429"] as const).map(
      (trouble) => ({ trouble, calls: "POST /v1/invoices/in_", times: 2 }),
    );
    for (const cell of [
      ...shareOf(places, { part: 0, of: places.length }),
      ...shareOf(troubles, { part: 0, of: troubles.length }),
    ]) {
      const told = JSON.stringify(cell);
      const { stripe, customer } = await unpaidApril("write_off");
      await takeLastSteps(books());
      const { gateway, simulator } = stripe;
      if ("trouble" in cell) {
        simulator.trouble.add(cell);
        await collectDue(books(), gateway);
      } else {
        await asVictim((db) => diesAt(cell, () => collectDue(db, gateway)));
      }
      for (let round = 0; round < 4; round += 1) {
        await dueNow();
        await collectDue(books(), gateway);
      }
      expect(await statusesAtStripe(stripe), told).toEqual(["uncollectible"]);
      expect(await collectionsOf(customer), told).toMatchObject([{ status: "open" }]);
      // Paid at Stripe's page by somebody who found the old mail.
      await stripe.card(customer);
      const [{ processor_invoice_id: there } = { processor_invoice_id: null }] =
        await collectionsOf(customer);
      await stripe.client.ask((api) => api.invoices.pay(there ?? ""));
      for (let time = 0; time < 2; time += 1) await stripe.hear(there ?? "");
      expect(
        (await customer.invoices()).map(({ status }) => status),
        told,
      ).toEqual(["paid", "paid"]);
      expect(await customer.books(), told).toMatchObject({ stripe_balance: 9_583n });
      expect(await collectionsOf(customer), told).toMatchObject([{ status: "paid" }]);
    }
  },
  runs(240_000, 1_800_000),
);

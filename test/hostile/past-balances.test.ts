import fc from "fast-check";
import { expect, test } from "vitest";
import { addSeconds } from "@/lib/time";
import { Customer, openBooks, setClock } from "../books";
import { Actor, anyActs } from "../properties/acts";
import { runs } from "../runs";

test("whatever came late, no past balance is negative, and a grant never had more than it was given", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  await openBooks(now.toISOString());
  const plans = fc.constantFrom("none", "rolling", "capped", "team");
  const acts = anyActs({ late: true, longest: 200 });
  const property = fc.asyncProperty(plans, acts, async (plan, all) => {
    const began = now;
    await setClock(now);
    const customer = await Customer.open();
    if (plan !== "none") await customer.pay((await customer.start(plan)).invoiceId);
    const actor = new Actor(customer, now);
    for (const act of all) await actor.act(act);
    now = addSeconds(actor.now, 2 * 3600);
    await setClock(now);
    const step = (now.getTime() - began.getTime()) / 12_000;
    for (let index = 0; index <= 12; index += 1) {
      const at = addSeconds(began, Math.floor(index * step));
      const { available, held, overage, debt, grants } = await customer.balance(at);
      const figures = { available, held, overage, debt };
      for (const [name, figure] of Object.entries(figures))
        expect(figure, `${name} ${at.toISOString()}`).toBeGreaterThanOrEqual(0n);
      let [left, onHold] = [0n, 0n];
      for (const grant of grants) {
        expect(grant.remaining).toBeGreaterThanOrEqual(0n);
        expect(grant.held).toBeGreaterThanOrEqual(0n);
        expect(grant.remaining + grant.held).toBeLessThanOrEqual(grant.granted);
        left += grant.remaining;
        onHold += grant.held;
      }
      expect(available).toBeLessThanOrEqual(left);
      expect(onHold).toBeLessThanOrEqual(held);
    }
  });
  await fc.assert(property, { numRuns: runs(4, 300) });
});

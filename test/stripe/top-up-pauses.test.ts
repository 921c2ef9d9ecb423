import { sql } from "kysely";
import { expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { resumeTopUp, switchTopUpOff } from "@/billing/payments/agree-top-up";
import { refreshMethods } from "@/billing/payments/customers";
import { pauseAutoTopUp } from "@/billing/payments/pause-top-up";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { lockAccounts } from "@/billing/snapshot";
import { inTransaction } from "@/db/transaction";
import { mailPayments } from "@/jobs/mail-payments";
import { mailTopUps } from "@/jobs/mail-top-ups";
import { books, setClock } from "../books";
import { testCatalog } from "../catalog";
import { mails, member } from "./mailed";
import { agreed, openedWith, pausedBecause, runs } from "./top-ups";

const paid = { status: "paid", why: null, amount_minor: 1_200n };

test("it is paid with the card chosen for it, and pauses when that one is gone", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_visa");
  const chosen = await stripe.card(customer, "pm_card_mastercard");
  const visa = await stripe.card(customer, "pm_card_visa");
  await agreed(customer, { methodId: chosen, cooldownMinutes: 1 });
  await customer.consume(300n);
  await run();
  const [charge] = await stripe.charges();
  expect(charge?.payment_method).toBe(chosen);
  await stripe.gateway.removeMethod(chosen, "gone");
  await refreshMethods(books(), stripe.gateway, customer.id);
  expect(await pausedBecause(customer)).toBe("method_removed");
  // Another default is no answer to that: this was chosen.
  await stripe.card(customer, "pm_card_amex");
  expect(await pausedBecause(customer)).toBe("method_removed");
  await expect(agreed(customer, { methodId: chosen })).rejects.toMatchObject({
    ...{ code: "invalid_input", facts: { field: "methodId" } },
  });
  await agreed(customer, { methodId: visa });
  expect(await pausedBecause(customer)).toBeNull();
});

test("nothing to pay with, a cap below one pack and no consent are refused; the last card gone pauses it", async () => {
  const { customer, stripe } = await openedWith("pm_card_visa");
  const refusal = (field: string) => ({ code: "invalid_input", facts: { field } });
  await expect(agreed(customer, { capMinor: 1_199n })).rejects.toMatchObject(refusal("cap"));
  await expect(agreed(customer, { consent: false })).rejects.toMatchObject(refusal("consent"));
  await expect(agreed(customer, { threshold: 0n })).rejects.toMatchObject(refusal("threshold"));
  await expect(agreed(customer, { pack: "none" })).rejects.toMatchObject({ code: "unknown_pack" });
  await agreed(customer, { capMinor: 1_200n });
  const [card] = await books().selectFrom("payment_methods").select("method_id").execute();
  await stripe.gateway.removeMethod(card?.method_id ?? "", "gone");
  await refreshMethods(books(), stripe.gateway, customer.id);
  expect(await pausedBecause(customer)).toBe("no_method");
  await expect(agreed(customer)).rejects.toMatchObject(refusal("methodId"));
  const resumed = inTransaction(books(), (tx) => resumeTopUp(tx, customer.id));
  await expect(resumed).rejects.toMatchObject(refusal("methodId"));
});

test("a card that is gone at Stripe only: it could not even be tried, which is told by one mail", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_visa");
  await member(customer, "ada@acme.example", "owner", "en");
  await agreed(customer);
  await customer.consume(300n);
  const [card] = await books().selectFrom("payment_methods").select("method_id").execute();
  await stripe.gateway.removeMethod(card?.method_id ?? "", "gone");
  expect(await run()).toEqual({ ended: 1, failed: [] });
  const refused = { status: "failed", why: "payment_failed", failure: "not_tried" };
  expect(await runs(customer)).toMatchObject([refused]);
  await stripe.collect();
  expect(await mailPayments(books())).toBe(0);
  expect(await mailTopUps(books())).toBe(1);
  expect((await mails()).map(({ kind }) => kind)).toEqual(["top_up_paused"]);
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["void"]);
});

test("a pack that is no longer sold pauses it; agreed to, the account's currency stays", async () => {
  const { customer, run } = await openedWith("pm_card_visa");
  await agreed(customer);
  await customer.consume(300n);
  const packs = testCatalog.packs.filter(({ code }) => code !== "pack_1000");
  await inTransaction(books(), (tx) => applyCatalog(tx, { ...testCatalog, packs }));
  expect(await run()).toEqual({ ended: 1, failed: [] });
  expect(await runs(customer)).toMatchObject([{ status: "skipped", why: "not_on_sale" }]);
  expect(await pausedBecause(customer)).toBe("not_on_sale");
  await expect(agreed(customer)).rejects.toMatchObject({ code: "unknown_pack" });
  const { externalId } = customer;
  const inEuro = { externalId, name: "Nimbus", email: "b@nimbus.example", currency: "eur" };
  const change = inTransaction(books(), (tx) => upsertAccount(tx, inEuro));
  await expect(change).rejects.toMatchObject({ facts: { field: "currency" } });
});

test("a refund or dispute pauses it until a person resumes it, whatever is on file by then", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_visa");
  await agreed(customer);
  await customer.consume(300n);
  const pause = (because: "refund" | "dispute") =>
    inTransaction(books(), async (tx) => {
      await lockAccounts(tx, [customer.id]);
      return await pauseAutoTopUp(tx, customer.id, because, new Date("2026-03-01T00:00:00Z"));
    });
  expect(await pause("dispute")).toBe(true);
  expect(await pause("refund")).toBe(false);
  await run();
  expect(await runs(customer)).toMatchObject([{ status: "skipped", why: "off" }]);
  await stripe.card(customer, "pm_card_mastercard");
  await agreed(customer);
  expect(await pausedBecause(customer)).toBe("dispute");
  await inTransaction(books(), (tx) => resumeTopUp(tx, customer.id));
  await run();
  expect((await runs(customer)).at(-1)).toMatchObject(paid);
  await inTransaction(books(), (tx) => switchTopUpOff(tx, customer.id));
  await customer.consume(1_800n);
  await setClock("2026-03-02T00:00:00Z");
  await run();
  expect(await runs(customer)).toHaveLength(2);
});

test("what a run came to stands: the database lets nobody write it anew, begin a second or delete one", async () => {
  const { customer, run } = await openedWith("pm_card_visa");
  await agreed(customer);
  await customer.consume(300n);
  const write = (statement: ReturnType<typeof sql>) => statement.execute(books());
  await expect(
    write(sql`insert into top_up_runs (account_id, id, status, threshold, available, due_at)
      select account_id, gen_random_uuid(), 'due', 1, 0, due_at from top_up_runs`),
  ).rejects.toMatchObject({ constraint: "top_up_runs_one_open" });
  await run();
  for (const change of [sql`status = 'failed', why = 'cap'`, sql`amount_minor = 1`]) {
    const changed = write(sql`update top_up_runs set ${change}`);
    await expect(changed).rejects.toMatchObject({ code: "TB006" });
  }
  await write(sql`update top_up_runs set mailed_at = app_now()`);
  await expect(write(sql`delete from top_up_runs`)).rejects.toMatchObject({ code: "TB001" });
  const on = sql`update auto_top_ups set consented_by = null`;
  await expect(write(on)).rejects.toMatchObject({ constraint: "auto_top_ups_on_by_consent" });
});

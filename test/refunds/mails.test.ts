import { expect, test } from "vitest";
import { mailRefunds } from "@/jobs/mail-refunds";
import { books } from "../books";
import { mails, member } from "../stripe/mailed";
import { ask, paidPack, refunded, refundsOf } from "./refunding";

/** Spaces that do not break are told from others by nobody who reads. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

test("who pays is told what went back and what of the credits went with it, once, in their own language", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await member(customer, "owner@example.com", "owner", null);
  await member(customer, "chef@example.com", "billing_manager", "de");
  await member(customer, "viewer@example.com", "viewer", null);
  await customer.consume(6_000n);
  // BOOKS B17: 4,000 taken back, 1,000 owed.
  await refunded({ customer, stripe, invoiceId });
  await mailRefunds(books());
  await mailRefunds(books());
  const told = (await mails()).filter(({ kind }) => kind === "refunded");
  expect(told.map(({ recipient }) => recipient).sort()).toEqual([
    ...["chef@example.com", "owner@example.com"],
  ]);
  const [chef, owner] = ["chef@example.com", "owner@example.com"].map((to) => {
    const mail = told.find(({ recipient }) => recipient === to);
    return plain(`${mail?.subject}\n${mail?.body}`);
  });
  expect(owner).toContain("$60.00 of invoice INV-000001 was sent back");
  expect(owner).toContain("Credits taken back with it: 4,000");
  expect(owner).toContain("are owed: 1,000.");
  expect(owner).toContain("Credit note: CN-000001");
  expect(chef).toContain("60,00 $ von Rechnung INV-000001");
  expect(chef).toContain("Damit zurückgenommene Credits: 4.000");
});

test("what is kept for the account or is no longer owed is called that; what failed before it left is told to nobody", async () => {
  const { customer, invoiceId } = await paidPack();
  await member(customer, "owner@example.com", "owner", null);
  await ask(customer, invoiceId, { destination: "account_credit" });
  await mailRefunds(books());
  await ask(customer, invoiceId);
  await mailRefunds(books());
  expect(await refundsOf(customer)).toMatchObject([
    { status: "succeeded" },
    { status: "reserved" },
  ]);
  const told = (await mails()).filter(({ kind }) => kind === "refunded");
  expect(told).toHaveLength(1);
  expect(told[0]?.subject).toContain("$60.00 of invoice INV-000001 is yours as account credit");
});

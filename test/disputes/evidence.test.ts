import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { extractText, getDocumentProxy } from "unpdf";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { evidencePackOf } from "@/trpc/documents/evidence";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, type Customer } from "../books";
import { paidPack } from "../refunds/refunding";
import { memberOf } from "../staff/member";
import { apply, disputesOf, told } from "./disputing";

async function staffOf(role: "support" | "finance") {
  const staffUserId = randomUUID();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, ${`${staffUserId}@us.example`}, 'Fin Finance', ${role}, app_now())`.execute(
    books(),
  );
  const actor: Actor = {
    kind: "staff",
    fresh: true,
    role,
    name: "Fin",
    staffUserId,
    sessionId: randomUUID(),
  };
  const db = books();
  return createCallerFactory(staffRouter)({ db, actor, requestId: "test" }).disputes;
}

async function disputed() {
  const { customer } = await paidPack();
  await customer.consume(6_000n);
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  const [dispute] = await disputesOf(customer);
  if (!dispute) throw new Error("It is disputed");
  return { customer, disputeId: dispute.id };
}

async function signedIn(customer: Customer): Promise<void> {
  const userId = await memberOf(customer, "owner");
  await sql`insert into login_sessions (id, realm, user_id, account_id, how, created_at, expires_at, idle_seconds,
      last_seen_at, ip, user_agent)
    values (${randomUUID()}, 'customer', ${userId}, ${customer.id}, 'email', app_now(), app_now() + interval '1 day',
      3600, app_now(), '203.0.113.7', 'Mozilla/5.0 (X11)')`.execute(books());
}

const text = async (bytes: Uint8Array) => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text: all } = await extractText(pdf, { mergePages: true });
  return all.replaceAll(/\s+/g, " ");
};
const pdf = Buffer.from("%PDF-1.7 a receipt").toString("base64");

test("an evidence pack tells the bank what was bought, used and given back; the same facts are the same bytes", async () => {
  const { customer, disputeId } = await disputed();
  await signedIn(customer);
  const first = await evidencePackOf(customer.db, customer.id, disputeId);
  const said = await text(first.bytes);
  for (const words of [
    ...["Disputed amount $120.00", "Reason given Fraudulent", "visa 4242", "Answer due 2026-03-08"],
    // Of the pack's 10,000 credits 6,000 were used: 4,000 were left, and the dispute holds them.
    ...["6,000 in 1 events 2026-03-01 6,000", "4,000 credits left", "10,000 credits granted"],
    ...["by a link in an e-mail", "IP 203.0.113.7", "Mozilla/5.0 (X11)"],
    ...["Subtotal $100.00", "Total $120.00", "Given back so far Nothing is recorded."],
  ]) {
    expect(said).toContain(words);
  }
  const again = await evidencePackOf(customer.db, customer.id, disputeId);
  expect(Buffer.compare(first.bytes, again.bytes)).toBe(0);
});

test("an answer is written bit by bit: texts, files that are what they say, the pack; and seen to by somebody", async () => {
  const { disputeId } = await disputed();
  const of = await staffOf("finance");
  await of.assign({ disputeId, mine: true });
  const evidence = { product_description: "10,000 credits\nof an API", customer_name: " " };
  await of.saveEvidence({ disputeId, evidence });
  await of.addFile({ disputeId, field: "receipt", name: "Beleg.pdf", bytes: pdf });
  await of.addFile({ disputeId, field: "receipt", name: "better.pdf", bytes: pdf });
  await of.attachPack({ disputeId });
  const shown = await of.get({ disputeId });
  expect(shown).toMatchObject({
    evidence: { product_description: "10,000 credits\nof an API" },
    assignedTo: { name: "Fin Finance" },
    files: [
      { field: "receipt", name: "better.pdf", type: "application/pdf", size: 18 },
      { field: "uncategorized_file", name: /^evidence-INV-/, type: "application/pdf" },
    ].map((one) => ({ ...one, name: expect.stringMatching(one.name) })),
  });
  await of.removeFile({ disputeId, field: "receipt" });
  await of.assign({ disputeId, mine: false });
  expect(await of.get({ disputeId })).toMatchObject({ fileCount: 1, assignedTo: null });

  const gif = Buffer.from("GIF89a").toString("base64");
  const add = (bytes: string) => of.addFile({ disputeId, field: "receipt", name: "a.pdf", bytes });
  await expect(add(gif)).rejects.toMatchObject({ cause: { code: "invalid_input" } });
  const large = Buffer.concat([Buffer.from("%PDF-"), Buffer.alloc(5 * 1_048_576)]);
  await expect(add(large.toString("base64"))).rejects.toMatchObject({
    cause: { code: "invalid_input" },
  });
  await expect(of.removeFile({ disputeId, field: "receipt" })).rejects.toMatchObject({
    cause: { code: "not_found" },
  });
  const support = await staffOf("support");
  await expect(support.saveEvidence({ disputeId, evidence: {} })).rejects.toMatchObject({
    cause: { code: "forbidden" },
  });
});

test("once it is over nothing is added to the answer, and the figures count it", async () => {
  const { customer, disputeId } = await disputed();
  const of = await staffOf("finance");
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  const late = { cause: { code: "dispute_not_open" } };
  await expect(of.saveEvidence({ disputeId, evidence: {} })).rejects.toMatchObject(late);
  await expect(of.attachPack({ disputeId })).rejects.toMatchObject(late);
  expect(await of.figures()).toMatchObject({
    // $15.00; one charge, and it was disputed.
    ...{ fees: [{ currency: "usd", minor: 1_500n }], disputed: 1n, charges: 1n },
    outcomes: [{ reason: "fraudulent", won: 0n, lost: 1n }],
  });
});

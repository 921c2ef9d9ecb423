import { hashRequest } from "@/billing/operate";
import { payInvoice } from "@/billing/payments/pay";
import { confirmQuote, previewCancel, previewChange, previewPack } from "@/billing/plans/change";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { bookDue } from "@/jobs/book-due";
import { mailAlerts } from "@/jobs/mail-alerts";
import { sendMails } from "@/jobs/send-mail";
import type { AccountId, InvoiceId, QuoteId } from "@/lib/ids";
import { deliverDue, deliverNow } from "@/webhooks/deliver";

/** What is known of the work so far: each step adds its answer. */
export type Work = { accountId: AccountId; quoteId?: QuoteId; invoiceId?: InvoiceId };

/** One thing a process does, which may be asked again until it is answered. */
export type Step = {
  by: "web" | "worker";
  /** When it is done, where not at once. */
  at?: string;
  ask: (db: Db, work: Work) => Promise<Partial<Work>>;
};

type Grants = "on_issue" | "on_payment";

const author = { actor: "test", requestId: "test" };

const requestOf = (accountId: AccountId, key: string) => ({
  ...{ accountId, author, key, procedure: key },
  requestHash: hashRequest(key, null),
});

function buy(grants: Grants): Step {
  return {
    by: "web",
    ask: async (db, { accountId }) => {
      const wanted = { pack: "pack_1000", grants };
      const asker = { accountId, author };
      return { quoteId: (await inTransaction(db, (tx) => previewPack(tx, asker, wanted))).quoteId };
    },
  };
}

function change(plan: string, when: "now" | "period_end", grants: Grants): Step {
  return {
    by: "web",
    ask: async (db, { accountId }) => {
      const wanted = { plan, when, anchor: null, grants };
      const asker = { accountId, author };
      const shown = await inTransaction(db, (tx) => previewChange(tx, asker, wanted));
      return { quoteId: shown.quoteId };
    },
  };
}

const leave: Step = {
  by: "web",
  ask: async (db, { accountId }) => {
    const asker = { accountId, author };
    const shown = await inTransaction(db, (tx) => previewCancel(tx, asker, { when: "now" }));
    return { quoteId: shown.quoteId };
  },
};

const confirm: Step = {
  by: "web",
  ask: async (db, { accountId, quoteId }) => {
    if (!quoteId) throw new Error("A quote comes first");
    const request = { ...requestOf(accountId, "confirm"), quoteId };
    const confirmed = await inTransaction(db, (tx) => confirmQuote(tx, request));
    if (confirmed.stale) throw new Error("Nothing happened that the quote did not show");
    const { invoiceId } = confirmed.answer;
    return invoiceId ? { invoiceId } : {};
  },
};

const pay: Step = {
  by: "web",
  ask: async (db, { accountId, invoiceId }) => {
    if (!invoiceId) throw new Error("An invoice comes first");
    const request = { ...requestOf(accountId, "pay"), invoiceId };
    await inTransaction(db, (tx) => payInvoice(tx, request));
    return {};
  },
};

const due = (at: string): Step => ({
  by: "worker",
  at,
  ask: async (db) => {
    const { failed } = await bookDue(db);
    for (const { error } of failed) throw error;
    return {};
  },
});

export const deliver: Step = {
  by: "worker",
  ask: async (db) => {
    const waiting = await inTransaction(db, (tx) =>
      tx
        .selectFrom("webhook_deliveries")
        .where("status", "=", "waiting")
        .select(["account_id as accountId", "event_id as eventId", "endpoint_id as endpointId"])
        .orderBy("event_id")
        .execute(),
    );
    for (const key of waiting) await deliverNow(db, key as Parameters<typeof deliverNow>[1]);
    await deliverDue(db); // what somebody had begun and did not end
    return {};
  },
};

export const mail: Step = {
  by: "worker",
  ask: async (db) => {
    await mailAlerts(db);
    const { failed } = await sendMails(db, { deliver: async () => {}, keepBody: true });
    if (failed.length > 0) throw new Error("Nothing refuses this mail");
    return {};
  },
};

/** A purchase or a change from its quote to the last that is told of it; `plan` is what stood before. */
export type Story = {
  plan: string;
  kills: "everywhere" | "at commits";
  steps: Record<string, Step>;
  /** What is there in the end: each plan that was open, and the new document as "status total". */
  ends: { plans: string[]; document: string };
};

export const stories: Record<string, Story> = {
  "a pack, paid first": {
    plan: "free",
    kills: "everywhere",
    steps: { quote: buy("on_payment"), confirm, "pay now": pay, deliver, mail },
    ends: { plans: ["free"], document: "paid 1200" },
  },
  "an upgrade, paid first": {
    plan: "pro",
    kills: "everywhere",
    steps: {
      quote: change("scale", "now", "on_payment"),
      ...{ confirm, "pay now": pay, deliver, mail },
    },
    // Half of April: 249.50 for the rest on Scale, less 49.50 for the rest on Pro.
    ends: { plans: ["pro", "scale"], document: "paid 20000" },
  },
  "an upgrade, billed": {
    plan: "pro",
    kills: "at commits",
    steps: { quote: change("scale", "now", "on_issue"), confirm, deliver, mail },
    ends: { plans: ["pro", "scale"], document: "issued 20000" },
  },
  "a downgrade, now": {
    plan: "scale",
    kills: "at commits",
    steps: { quote: change("starter", "now", "on_issue"), confirm, deliver, mail },
    // 14.50 for the rest on Starter, less 249.50 for the rest on Scale.
    ends: { plans: ["scale", "starter"], document: "paid -23500" },
  },
  "a downgrade, at the end": {
    plan: "pro",
    kills: "at commits",
    steps: {
      quote: change("starter", "period_end", "on_issue"),
      confirm,
      renew: due("2026-05-01T00:00:00Z"),
      issue: due("2026-05-01T01:00:00Z"),
      ...{ deliver, mail },
    },
    ends: { plans: ["pro", "starter"], document: "issued 2900" },
  },
  "a cancellation, now": {
    plan: "pro",
    kills: "at commits",
    steps: { quote: leave, confirm, deliver, mail },
    ends: { plans: ["pro"], document: "paid -4950" },
  },
};

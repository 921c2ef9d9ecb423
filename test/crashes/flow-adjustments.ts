import {
  answerAdjustment,
  previewAdjustment,
  requestAdjustment,
} from "@/billing/adjustments/request";
import { inTransaction } from "@/db/transaction";
import { newId, type QuoteId } from "@/lib/ids";
import { books, Customer } from "../books";
import type { Act, Flow } from "./flow";
import { works } from "./flow-hands";
import { everywhere } from "./flow-places";
import { author as authorOf, requestOf } from "./flow-refund-acts";

const author = (staffUserId: string) => authorOf(`staff:${staffUserId}`);

async function begin() {
  const people: Record<string, string> = { asks: newId<string>(), answers: newId<string>() };
  for (const [name, id] of Object.entries(people)) {
    const person = { id, email: `${name}@us.example`, name, role: "finance" as const };
    await books()
      .insertInto("staff_users")
      .values({ ...person, created_at: new Date("2026-03-01T00:00:00Z") })
      .execute();
  }
  const customer = await Customer.open();
  return { accountId: customer.id, known: people };
}

const preview = (credits: bigint): Act => ({
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    if (known.quoteId) return undefined; // who has seen a quote asks for that one
    const of = { accountId, author: author(known.asks ?? "") };
    const wish = {
      kind: "grant",
      category: "goodwill",
      ...{ credits, expiresAt: null, consumptionId: null },
    } as const;
    const { quoteId } = await inTransaction(db, (tx) => previewAdjustment(tx, of, wish));
    return { quoteId };
  },
});

const ask: Act = {
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    const staffUserId = known.asks ?? "";
    const request = {
      ...requestOf(accountId, "adjust", `staff:${staffUserId}`),
      quoteId: known.quoteId as QuoteId,
      ...{ reason: "The export was down", staffUserId },
    };
    const done = await inTransaction(db, (tx) => requestAdjustment(tx, request));
    if (done.stale) throw new Error("Nothing happened that the quote did not show");
    return { adjustmentId: done.answer.adjustmentId };
  },
};

const approve: Act = {
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    const staffUserId = known.answers ?? "";
    const of = { accountId, author: author(staffUserId), staffUserId };
    const adjustmentId = known.adjustmentId ?? "";
    await inTransaction(db, (tx) => answerAdjustment(tx, { ...of, adjustmentId, says: "yes" }));
    return undefined;
  },
};

const tell: Act = { by: "worker", run: works.tell };

async function ends({ db, life }: Parameters<Flow["ends"]>[0]) {
  const customer = Customer.of(life.accountId, db);
  const adjustments = db.selectFrom("adjustments").select(["status", "credits"]);
  return {
    adjustments: await adjustments.execute(),
    available: (await customer.balance()).available,
    books: await customer.books(),
  };
}

/** Credits given by hand, once; above the limit of 10,000 when a second person has said yes. */
export const adjustmentFlows: Record<string, Flow> = {
  "credits by hand": {
    begin,
    acts: { preview: preview(700n), ask, tell },
    points: [{ name: "given", act: "ask", places: everywhere }],
    ends,
    expected: { adjustments: [{ status: "booked", credits: 700n }], available: 700n },
  },
  "credits two people give": {
    begin,
    acts: { preview: preview(10_001n), ask, approve, tell },
    points: [
      { name: "asked for", act: "ask", places: everywhere },
      { name: "approved", act: "approve", places: everywhere },
    ],
    ends,
    expected: { adjustments: [{ status: "booked", credits: 10_001n }], available: 10_001n },
  },
};

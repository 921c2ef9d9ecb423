import fc from "fast-check";
import { runDue } from "@/billing/catch-up";
import { setTax } from "@/billing/invoices/taxes";
import { beginClose, readMonths } from "@/billing/months/begin";
import { workMonth } from "@/billing/months/work-month";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { giveUp } from "../give-up";
import { perform as performOne, type Life as Refunded } from "../refunds/life";
import { type Act, anAct } from "../refunds/life-acts";

/** A bill ended without its money, beside all that may happen to an account with refunds and disputes. */
type Ended = { do: "giveUp"; as: "void" | "uncollectible" };

/** One of several accounts does something, or something happens to it. */
export type Step = { who: number; act: Act | Ended | { do: "renew" } };

const people = 3;

/** Renewals nobody pays are what there is to void and to give up. */
export const aStep: fc.Arbitrary<Step> = fc.record({
  who: fc.nat({ max: people - 1 }),
  act: fc.oneof(
    { weight: 8, arbitrary: anAct },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("giveUp" as const),
        as: fc.constantFrom("void" as const, "uncollectible" as const),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: "renew" as const }) },
  ),
});

const half = { which: 0, share: 0.5 };
const paid = { policy: "proportional", shortfall: "debt", destination: "card" } as const;
const disputed = { ...half, back: false };

/** Every way money leaves deferred revenue: refunded, lost, exchanged, expired, voided, given up; the rest is earned. */
export const everyWay: readonly Step[] = [
  { who: 0, act: { do: "buy", what: "pro" } },
  { who: 1, act: { do: "buy", what: "pro" } },
  { who: 2, act: { do: "buy", what: "rolling" } },
  { who: 0, act: { do: "refund", ...half, ...paid, period: "keep" } },
  { who: 0, act: { do: "hear", which: 0, said: "succeeded" } },
  { who: 1, act: { do: "dispute", ...disputed, said: "needs_response" } },
  { who: 1, act: { do: "dispute", ...disputed, said: "lost" } },
  { who: 0, act: { do: "renew" } },
  { who: 0, act: { do: "giveUp", as: "void" } },
  { who: 1, act: { do: "giveUp", as: "uncollectible" } },
  { who: 2, act: { do: "change", plan: "scale" } },
];

const refusals = ["invoice_not_endable", "invoice_disputed"];

/** Some accounts in books of their own, each with a pack it paid; all but the first pay tax. */
export class History {
  private constructor(
    private readonly lives: Refunded[],
    public now: Date,
  ) {}

  static async begin(at: string): Promise<History> {
    await openBooks(at);
    const lives: Refunded[] = [];
    const now = new Date(at);
    for (let index = 0; index < people; index += 1) {
      const customer = await Customer.open();
      const rate = { name: "VAT", ppm: 200_000n, included: false };
      if (index > 0) {
        await inTransaction(books(), (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
      }
      const life = { customer, holds: [], now, made: 0 };
      lives.push(life);
      await performOne(life, { do: "buy", what: "pack_1000" });
    }
    return new History(lives, now);
  }

  async live({ who, act }: Step): Promise<void> {
    const life = this.lives[who];
    if (!life) throw new Error("Nobody");
    if (act.do === "wait") this.now = addSeconds(this.now, act.seconds);
    life.now = await setClock(this.now);
    if (act.do === "renew") await this.due(addSeconds(this.now, 32 * 86_400));
    else if (act.do === "giveUp") await endOne(life.customer, act.as);
    else await performOne(life, act);
  }

  /** Goes on to an instant, where it is later, and books all that is due. */
  async due(at: Date): Promise<void> {
    if (at > this.now) this.now = at;
    const run = await runDue(books(), await setClock(this.now));
    for (const { error } of run.failed) throw error;
  }
}

async function endOne(customer: Customer, as: Ended["as"]): Promise<void> {
  // The newest: what it charges for is not earned yet.
  const open = (await customer.invoices()).findLast(({ status }) => status === "issued");
  if (!open) return;
  await giveUp(customer, { invoiceId: open.id, as }).catch((error: { code?: string }) => {
    if (!refusals.includes(error.code ?? "")) throw error;
  });
}

/** Closes every month that is over, the checklist aside: no processor stands beside these books. */
export async function closeAll(): Promise<string[]> {
  const closed: string[] = [];
  for (;;) {
    const { months, now } = await readMonths(books());
    const next = months.find(({ status }) => status === "open");
    if (!next || addSeconds(next.end, 3600) > now) return closed;
    const { month } = next;
    await inTransaction(books(), (tx) => beginClose(tx, { month, by: "staff:test" }));
    const { failed } = await workMonth(books());
    for (const { error } of failed) throw error;
    closed.push(month);
  }
}

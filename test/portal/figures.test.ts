import fc from "fast-check";
import { expect, test } from "vitest";
import { consumeAll } from "@/billing/credits/consume";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";
import { type Act, Actor, anyActs } from "../properties/acts";
import { runs, shareOf } from "../runs";
import { creditsFigures } from "./credits-figures";
import { comparisonFigures, invoicesFigures } from "./invoices-figures";
import { overviewFigures } from "./overview-figures";
import { peopleFigures } from "./people-figures";
import { planFigures } from "./plan-figures";
import { paths, procedures } from "./procedures";
import { type Raw, readRaw } from "./raw";
import { projectOf, usageFigures } from "./usage-figures";

type Portal = ReturnType<typeof portalOf>;
type Check = (portal: Portal, raw: Raw) => Promise<void>;

/** How the answer of each procedure that reads is worked out from the ledger's rows. */
const figures: Record<string, Check> = {
  ...overviewFigures,
  ...creditsFigures,
  ...peopleFigures,
  ...planFigures,
  ...usageFigures,
  ...invoicesFigures,
  ...comparisonFigures,
};

test("every procedure that reads is held against the ledger", () => {
  const reads = paths.filter((path) => procedures[path]?._def.type === "query");
  expect(Object.keys(figures).sort()).toEqual(reads.sort());
});

const start = new Date("2026-01-01T00:00:00Z");
const zones = ["UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Kathmandu"];
const lives = fc.record({
  zone: fc.constantFrom(...zones),
  plan: fc.constantFrom("none", "free", "rolling", "capped", "starter", "pro", "pro_yearly"),
  paid: fc.boolean(),
  /** Whether the worker has been by; no figure may tell. */
  checkpoints: fc.boolean(),
  /** At once, while something has expired and is not booked, or when the next period has begun. */
  looksAfter: fc.constantFrom(0, 1800, 32 * 86_400),
  acts: anyActs({ late: true, longest: 900 }),
});

test(
  "whatever an account went through, every figure of every page is what its ledger adds up to",
  async () => {
    let now = start;
    let run = 0;
    const property = fc.asyncProperty(lives, async (life) => {
      // New books now and then: what all the accounts before have due would take longer each time.
      if (run % 20 === 0) now = await opened();
      run += 1;
      const actor = new Actor(await Customer.open({ timezone: life.zone }), now);
      await live(actor, life);
      now = actor.now;
      if (life.checkpoints) {
        await inTransaction(books(), (tx) => addCheckpoints(tx, { every: 4 }));
      }
      now = await setClock(addSeconds(now, life.looksAfter));
      await expectFigures(actor.customer, run);
    });
    await fc.assert(property, { numRuns: runs(100, 4_000) });
  },
  runs(300_000, 3_000_000),
);

async function opened(): Promise<Date> {
  await openBooks(start.toISOString());
  return start;
}

async function live(
  actor: Actor,
  { plan, paid, acts }: { plan: string; paid: boolean; acts: Act[] },
): Promise<void> {
  const { customer } = actor;
  if (plan !== "none") {
    const { invoiceId } = await customer.start(plan);
    if (paid && invoiceId) await customer.pay(invoiceId);
  }
  for (const act of acts) {
    if (act.do === "consume") await use(actor, act);
    else await actor.act(act);
  }
}

/** Use of several features, told by two keys and with the app's own notes, as usage is looked at by them. */
async function use(
  { customer, now }: Actor,
  { credits, hoursAgo }: { credits: bigint; hoursAgo: number },
): Promise<void> {
  const occurredAt = hoursAgo === 0 ? null : addSeconds(now, -hoursAgo * 3600);
  const feature = credits % 4n === 1n ? "image" : "api_call";
  const project = projectOf(credits);
  await consumeAll(customer.db, [
    {
      ...customer.usage(credits, { occurredAt, feature }),
      author: { actor: `key:${credits % 2n}`, requestId: "test" },
      metadata: project === null ? null : { project },
    },
  ]);
}

/** Three lives in a row have every figure looked at, and at night each life has. */
async function expectFigures({ id }: Customer, run: number): Promise<void> {
  const portal = portalOf(id, {}, books());
  await portal.overview.balance(); // what is due is committed first, so that the rows are all there
  const raw = await readRaw(books(), id);
  for (const check of shareOf(Object.values(figures), { part: run, of: 3 })) {
    await check(portal, raw);
  }
}

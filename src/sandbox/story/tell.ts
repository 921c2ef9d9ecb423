import { sql } from "kysely";
import { listDueAccounts } from "@/billing/accounts/books-queries";
import { catchUp } from "@/billing/catch-up";
import { consumeSet } from "@/billing/credits/consume";
import { hashRequest } from "@/billing/operate";
import { lockAccounts } from "@/billing/snapshot";
import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { type ConsumptionId, newId, withIdSource } from "@/lib/ids";
import { minDate } from "@/lib/time";
import { setClock } from "../clock";
import { endOfStoryDay, instant, storyDays } from "./calendar";
import { cast } from "./cast";
import { backend, cameAt, type Doing, doingsOf, renderFarm } from "./doings";
import { accountIdOf, StoryIds } from "./ids";
import { Payments } from "./payments";
import { writePeople } from "./people";
import { type StoryEvent, usageOf } from "./usage";

const paymentsHour = 15;
const everyone = { passed: [], limit: cast.length, withinSeconds: 0 };

/**
 * Lets five months pass up to `now`, day by day under the sandbox's clock: customers come, use, pay or do
 * not, periods renew, all through the product's own operations, a day's use in one commit.
 */
export async function tellStory(db: Db, now: Date): Promise<void> {
  const days = storyDays(now);
  const [first] = days;
  if (!first) return;
  const ids = new StoryIds(instant(first, 0));
  await withIdSource(ids.next, async () => {
    const story = new Telling(db, ids);
    const doings = byDay(cast.flatMap((member) => doingsOf(member, now)));
    const events = byDay(
      cast.flatMap((member) => usageOf(member, { start: cameAt(member, now), end: now })),
    );
    for (const day of days) {
      for (const doing of doings.get(day) ?? []) await story.at(doing.at, doing.run);
      const payday = instant(day, paymentsHour * 3_600);
      if (payday <= now) await story.pay(payday);
      await story.use(minDate(endOfStoryDay(day), now), events.get(day) ?? []);
    }
    await story.at(now, async (tx) => {
      await writePeople(tx, now);
      await sql`set local synchronous_commit = on`.execute(tx);
    });
  });
}

class Telling {
  private readonly payments = new Payments();
  private used = 0;

  constructor(
    private readonly db: Db,
    private readonly ids: StoryIds,
  ) {}

  /** The clock is set where the work begins, so that it happens then however slow the machine is. */
  async at(at: Date, work: (tx: Tx) => Promise<unknown>): Promise<void> {
    this.ids.reach(at);
    await inTransaction(this.db, async (tx) => {
      // Only the last commit waits for the disk, and with it all: a story cut short is told again.
      await sql`set local synchronous_commit = off`.execute(tx);
      await setClock(tx, at);
      await work(tx);
    });
  }

  async pay(at: Date): Promise<void> {
    const payable = await this.payments.listPayable(this.db, at);
    if (payable.length > 0) await this.at(at, (tx) => this.payments.pay(tx, payable));
  }

  /** A day's use, in one commit. What fell due is booked first, also for those who used nothing. */
  async use(at: Date, events: readonly StoryEvent[]): Promise<void> {
    this.ids.reach(at);
    const requests = events.map((event) => this.requestOf(event));
    await this.at(at, async (tx) => {
      await this.bookDue(tx, at);
      // Booking may have taken a second, and use is to be counted at the time the day ends.
      await setClock(tx, at);
      await consumeSet(tx, requests);
    });
  }

  /** Instant by instant, so that the day's documents are numbered by their dates. */
  private async bookDue(tx: Tx, until: Date): Promise<void> {
    for (;;) {
      const due = await listDueAccounts(tx, { ...everyone, until });
      if (due.accountIds.length === 0) return;
      await setClock(tx, until);
      await catchUp(tx, await lockAccounts(tx, due.accountIds), due.until);
    }
  }

  private requestOf({ member, at, feature, quantity, metadata }: StoryEvent) {
    this.used += 1;
    return {
      accountId: accountIdOf(member.code),
      author: feature === "video_second" ? renderFarm : backend,
      id: newId<ConsumptionId>(),
      idempotencyKey: `story-${this.used.toString().padStart(6, "0")}`,
      requestHash: hashRequest("credits.consume", {
        feature,
        quantity,
        occurredAt: at,
        metadata,
      }),
      feature,
      quantity,
      occurredAt: at,
      metadata,
    };
  }
}

/** By the UTC day on which each happens. */
function byDay<Told extends Doing | StoryEvent>(told: Told[]): Map<string, Told[]> {
  const days = new Map<string, Told[]>();
  for (const one of told.sort((a, b) => +a.at - +b.at)) {
    const day = one.at.toISOString().slice(0, 10);
    const known = days.get(day);
    if (known) known.push(one);
    else days.set(day, [one]);
  }
  return days;
}

import { inTransaction } from "@/db/transaction";
import { insertEvent } from "@/stripe/event-queries";
import { workEvents } from "@/stripe/work-events";
import { books } from "../books";
import type { stripeBeside } from "./paying";

type Beside = Awaited<ReturnType<typeof stripeBeside>>;

/** All that Stripe ever told, delivered and worked, `times` over. */
export async function tellAll(stripe: Beside, times = 1): Promise<void> {
  const { events } = await stripe.gateway.listEvents({ since: new Date(0) });
  for (let time = 0; time < times; time += 1) {
    for (const event of events.toReversed()) {
      const told = { ...event, id: `${event.id}x${time}`, ignoredBecause: null };
      await inTransaction(books(), (tx) => insertEvent(tx, told));
    }
    await workEvents(books(), stripe.gateway);
  }
}

import { sql } from "kysely";
import { collectDue } from "@/billing/payments/collect";
import { GatewayError } from "@/billing/payments/gateway";
import type { Db } from "@/db/client";
import { asBillingError, inTransaction } from "@/db/transaction";
import { insertEvent } from "@/stripe/event-queries";
import { workEvents } from "@/stripe/work-events";
import type { Act, Hands, Life } from "./flow";
import { deliver, mail } from "./steps";

/** What a worker does once its time has come: calls, events, and whoever is to be told. */
export const works: Record<"send" | "hear" | "tell", (hands: Hands) => Promise<undefined>> = {
  send: async ({ db, gateway }) => {
    const { failed } = await collectDue(db, gateway);
    for (const { error } of failed) throw error;
  },
  hear: async ({ db, gateway }) => void (await workEvents(db, gateway)),
  tell: async ({ db, life }) => {
    await deliver.ask(db, { accountId: life.accountId });
    await mail.ask(db, { accountId: life.accountId });
  },
};

/** All that Stripe ever told arrives, `copies` times, the eldest last. */
export async function arrive({ db, gateway }: Hands, copies = 1): Promise<void> {
  const { events } = await gateway.listEvents({ since: new Date(0) });
  for (let copy = 0; copy < copies; copy += 1) {
    for (const event of events.toReversed()) {
      const told = { ...event, id: `${event.id}x${copy}`, ignoredBecause: null };
      await inTransaction(db, (tx) => insertEvent(tx, told));
    }
  }
}

/** As if what a dead worker had taken were free again, and everybody had waited long enough. */
export async function letTimePass(db: Db): Promise<void> {
  const waiting = {
    gateway_calls: "next_at",
    stripe_event_work: "next_at",
    webhook_deliveries: "next_attempt_at",
    mails: "next_attempt_at",
  };
  try {
    for (const [table, at] of Object.entries(waiting)) {
      const due = sql.ref(at);
      await sql`update ${sql.table(table)} set ${due} = '-infinity' where ${due} is not null`.execute(
        db,
      );
    }
  } catch (error) {
    throw asBillingError(error);
  }
}

const isPassing = (error: unknown) =>
  (error as { code?: string }).code === "retry_later" ||
  (error instanceof GatewayError && (error.kind === "unknown" || error.kind === "busy"));

/** Does a thing until it is answered, as the app and the worker do; only what passes is tried again. */
export async function insistOn<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }
}

type OfOurs = Exclude<Act, { by: "world" }>;

/** The act of a process, done by `hands` until it is answered; time passes for it through `other`. */
export async function insist(act: OfOurs, hands: Hands, other: Db): Promise<void> {
  const told = await insistOn(async () => {
    if (act.by === "worker") await letTimePass(other);
    return await act.run(hands);
  });
  learn(hands.life, told);
}

export function learn(life: Life, told: Record<string, string> | undefined): void {
  Object.assign(life.known, told);
}

/** Nobody helps: whoever asked asks again, events come twice and eldest last, and workers go on. */
export async function recover(acts: Record<string, Act>, hands: Hands): Promise<void> {
  for (const act of Object.values(acts)) {
    if (act.by === "web") await insist(act, hands, hands.db);
  }
  await insistOn(() => arrive(hands, 2));
  for (let round = 0; round < 4; round += 1) {
    for (const run of [works.hear, works.send, works.tell]) {
      await insist({ by: "worker", run }, hands, hands.db);
    }
  }
}

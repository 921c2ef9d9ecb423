import type { Tx } from "@/db/client";
import type { GrantId, InvoiceId, PlanPeriodId, SubscriptionId } from "@/lib/ids";
import type { GrantsWhen } from "../decision";
import { operate, type Replayable, type Request } from "../operate";
import { decideStart } from "./decide-start";
import { newestVersion } from "./newest-version";

export type SubscriptionStarted = {
  subscriptionId: SubscriptionId;
  planPeriod: { id: PlanPeriodId; plan: string; startsAt: Date; endsAt: Date };
  invoiceId: InvoiceId | null;
  grantIds: GrantId[];
};

/** Puts an account on the newest version of a plan, once per key. */
export async function startSubscription(
  tx: Tx,
  request: Request & {
    start: {
      id: SubscriptionId;
      plan: string;
      startsAt: Date | null;
      trialDays?: number | null;
      grants: GrantsWhen;
    };
  },
): Promise<Replayable<SubscriptionStarted>> {
  const { start, author } = request;
  return await operate(tx, request, (snapshot, catalog) => {
    const version = newestVersion(catalog, start.plan, snapshot.currency);
    const { decision, started } = decideStart(snapshot, { ...start, version }, author);
    const { period, invoice, grantIds } = started;
    const { id, startsAt, endsAt } = period;
    return {
      decision,
      answer: {
        subscriptionId: start.id,
        planPeriod: { id, plan: version.plan, startsAt, endsAt },
        invoiceId: invoice?.id ?? null,
        grantIds,
      },
    };
  });
}

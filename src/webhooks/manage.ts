import { noteAct } from "@/db/audit-queries";
import type { Db, Tx } from "@/db/client";
import { type By, inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { sendTest as postTest } from "./deliver";
import { findDelivery, type LogQuestion, listDeliveries } from "./delivery-log-queries";
import { replayEvents, resendDeliveries } from "./delivery-queries";
import { listEndpoints } from "./endpoint-queries";
import {
  changeEndpoint,
  createEndpoint,
  dropEndpoint,
  type EndpointInput,
  getEndpoint,
  getEndpointThatIsOn,
  rotateSecret,
} from "./endpoints";
import { bodyOf } from "./payload";

const asApp = { role: "tallybook_app" } as const;

/** What may be done with webhooks: the same for an app backend and for staff, each behind its own door. */
export function webhooksOf(db: Db, by: By) {
  const change = <T>(work: (tx: Tx) => Promise<T>) => inTransaction(db, work, by);
  return {
    list: () => readAs(db, asApp, listEndpoints),
    create: (input: EndpointInput) => change((tx) => createEndpoint(tx, input, by.actor)),
    update: ({ endpointId, ...to }: { endpointId: string } & Change) =>
      change((tx) => changeEndpoint(tx, endpointId, to)),
    rotateSecret: ({ endpointId, overlapHours }: { endpointId: string; overlapHours: number }) =>
      change((tx) => rotateSecret(tx, endpointId, overlapHours * 3_600)),
    remove: ({ endpointId }: { endpointId: string }) =>
      change((tx) => dropEndpoint(tx, endpointId)).then(() => ({ removed: true })),
    deliveries: (question: LogQuestion) =>
      readAs(db, asApp, async (tx) => {
        await getEndpoint(tx, question.endpointId);
        return await listDeliveries(tx, question);
      }),
    resend: (wish: { endpointId: string; eventIds: readonly string[] }) =>
      change(async (tx) => {
        await getEndpointThatIsOn(tx, wish.endpointId);
        const resent = await resendDeliveries(tx, wish);
        await noteAct(tx, { act: "webhook.resent", subject: wish.endpointId, after: { resent } });
        return { resent };
      }),
    replay: (wish: { endpointId: string; since: Date }) =>
      change(async (tx) => {
        await getEndpointThatIsOn(tx, wish.endpointId);
        const resent = await replayEvents(tx, wish);
        const since = wish.since.toISOString();
        await noteAct(tx, {
          ...{ act: "webhook.replayed", subject: wish.endpointId, after: { since, resent } },
        });
        return { resent };
      }),
    sendTest: ({ endpointId }: { endpointId: string }) => postTest(db, endpointId),
    delivery: (which: { endpointId: string; eventId: string }) =>
      readAs(db, asApp, async (tx) => {
        const found = await findDelivery(tx, which);
        if (!found) throw noDelivery();
        const { delivery, attempts } = found;
        const { data, accountVersion, account, eventId, type, occurredAt } = delivery;
        const { id: accountId, externalId } = account;
        const event = { eventId, type, occurredAt, accountId, externalId, accountVersion, data };
        return { delivery, attempts, body: bodyOf(event) };
      }),
  };
}

type Change = Partial<EndpointInput> & { enabled?: boolean | undefined };

function noDelivery(): BillingError {
  return new BillingError("not_found", "There is no such delivery.", { field: "eventId" });
}

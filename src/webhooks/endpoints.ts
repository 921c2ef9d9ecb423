import type { EventType } from "@/billing/domain-event";
import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { giveUpDeliveries } from "./delivery-queries";
import { policyHere, whyNotUrl } from "./destination";
import {
  disableEndpoint,
  type Endpoint,
  enableEndpoint,
  endSecrets,
  findEndpoint,
  insertEndpoint,
  insertSecret,
  listEndpoints,
  lockEndpoint,
  removeEndpoint,
  updateEndpoint,
} from "./endpoint-queries";
import { newSecret, secretText } from "./signature";

/** Each is told of everything it wants by every commit: a deployment has a few, not hundreds. */
const mostEndpoints = 20;

export type EndpointInput = {
  url: string;
  description?: string | undefined;
  eventTypes?: readonly EventType[] | null | undefined;
};

/** A new endpoint and its secret, which is shown this once. */
export async function createEndpoint(
  tx: Tx,
  input: EndpointInput,
  createdBy: string,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const url = normalUrl(input.url);
  if ((await listEndpoints(tx)).length >= mostEndpoints) {
    throw refusal("url", `There are ${mostEndpoints} endpoints already. Remove one first.`);
  }
  const id = newId<string>();
  const { description = "", eventTypes = null } = input;
  if (!(await insertEndpoint(tx, { id, url, description, eventTypes, createdBy }))) throw taken();
  const secret = newSecret();
  await insertSecret(tx, { endpointId: id, id: newId(), secret });
  return { endpoint: await getEndpoint(tx, id), secret: secretText(secret) };
}

/** What is not named stays. Switched off, what is on its way ends; switched on, it begins afresh. */
export async function changeEndpoint(
  tx: Tx,
  id: string,
  change: Partial<EndpointInput> & { enabled?: boolean | undefined },
): Promise<Endpoint> {
  const endpoint = await lockedEndpoint(tx, id);
  const { description = endpoint.description } = change;
  const eventTypes = change.eventTypes === undefined ? endpoint.eventTypes : change.eventTypes;
  const url = change.url === undefined ? endpoint.url : normalUrl(change.url);
  if (!(await updateEndpoint(tx, id, { url, description, eventTypes }))) throw taken();
  if (change.enabled === true && endpoint.disabledAt) await enableEndpoint(tx, id);
  if (change.enabled === false && (await disableEndpoint(tx, id, "person"))) {
    await giveUpDeliveries(tx, id);
  }
  return await getEndpoint(tx, id);
}

/**
 * A new secret, shown this once. The old one signs beside it for as long as the receiver needs to change,
 * so that no delivery is refused meanwhile.
 */
export async function rotateSecret(
  tx: Tx,
  id: string,
  overlapSeconds: number,
): Promise<{ endpoint: Endpoint; secret: string }> {
  await lockedEndpoint(tx, id);
  await endSecrets(tx, { endpointId: id, afterSeconds: overlapSeconds });
  const secret = newSecret();
  await insertSecret(tx, { endpointId: id, id: newId(), secret });
  return { endpoint: await getEndpoint(tx, id), secret: secretText(secret) };
}

export async function dropEndpoint(tx: Tx, id: string): Promise<void> {
  await lockedEndpoint(tx, id);
  await giveUpDeliveries(tx, id);
  await removeEndpoint(tx, id);
}

/** The endpoint, where something may be sent to it. */
export async function getEndpointThatIsOn(tx: Tx, id: string): Promise<Endpoint> {
  const endpoint = await getEndpoint(tx, id);
  if (endpoint.disabledAt === null) return endpoint;
  throw refusal("endpointId", "The endpoint is switched off. Switch it on first.");
}

export async function getEndpoint(tx: Tx, id: string): Promise<Endpoint> {
  return (await findEndpoint(tx, id)) ?? notThere();
}

async function lockedEndpoint(tx: Tx, id: string): Promise<Endpoint> {
  return (await lockEndpoint(tx, id)) ?? notThere();
}

function notThere(): never {
  throw new BillingError("not_found", "There is no such endpoint.", { field: "endpointId" });
}

function normalUrl(text: string): string {
  const why = whyNotUrl(text, policyHere());
  if (why) throw refusal("url", `The address ${why}.`);
  const { href } = new URL(text);
  if (href.length > 2000) throw refusal("url", "The address must be at most 2,000 characters.");
  return href;
}

function taken(): BillingError {
  return refusal("url", "There is an endpoint of this address already.");
}

function refusal(field: string, message: string): BillingError {
  return new BillingError("invalid_input", message, { field });
}

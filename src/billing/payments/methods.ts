import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { type AccountId, type GatewayCallId, newId } from "@/lib/ids";
import { lockAccounts } from "../snapshot";
import type { SetupRequest } from "./call-methods";
import { findCall, insertCall } from "./call-queries";
import { refreshMethods } from "./customers";
import { GatewayError, type PaymentGateway } from "./gateway";
import { makeCall } from "./make-calls";
import { getMethodFacts, isDefaultChosenSince, listLeaving, listMethods } from "./method-queries";

type Gateway = PaymentGateway | undefined;
type OfMethod = { accountId: AccountId; methodId: string };

/** `being_confirmed`: the processor has not answered; it is asked again until it has. */
export type Changed = { outcome: "done" | "being_confirmed" };

/** Opens a page of the processor's where a card is told: it never comes to us. Where to go on, by `urlsOf` the setup's id. */
export async function addMethod(
  db: Db,
  gateway: Gateway,
  {
    accountId,
    language,
    urlsOf,
  }: {
    accountId: AccountId;
    language: string;
    urlsOf: (setupId: string) => Pick<SetupRequest, "successUrl" | "cancelUrl">;
  },
): Promise<{ url: string }> {
  const id = newId<GatewayCallId>();
  const call = await begun(db, gateway, { accountId, id, kind: "start_setup" }, async (tx) => {
    const { currency } = await getMethodFacts(tx, accountId);
    const known = (await listMethods(tx, accountId)).map((one) => one.id);
    return { currency, language, known, ...urlsOf(id) } satisfies SetupRequest;
  });
  const answer = call?.answer as { url: string } | null;
  if (!answer) throw away();
  return { url: answer.url };
}

/**
 * Somebody is back from the page: what they added is the default from now on, unless one was chosen meanwhile.
 * Asked again it is the same.
 */
export async function confirmSetup(
  db: Db,
  gateway: Gateway,
  { accountId, setupId }: { accountId: AccountId; setupId: string },
): Promise<{ outcome: "added" | "being_confirmed"; last4: string | null }> {
  const id = setupId as GatewayCallId;
  const read = <T>(work: (tx: Tx) => Promise<T>) => readAs(db, { role: "tallybook_app" }, work);
  const call = await read((tx) => findCall(tx, accountId, id));
  if (call?.kind !== "start_setup") throw unknown();
  if (!gateway) throw noProcessor();
  const waits = { outcome: "being_confirmed", last4: null } as const;
  try {
    await refreshMethods(db, gateway, accountId);
  } catch (error) {
    if (error instanceof GatewayError) return waits;
    throw error;
  }
  const { known } = call.request as SetupRequest;
  const [methods, isChosen] = await read(async (tx) => [
    await listMethods(tx, accountId),
    await isDefaultChosenSince(tx, accountId, id),
  ]);
  const added = methods.find((one) => !known.includes(one.id));
  if (!added) return waits;
  if (!isChosen && !added.isDefault) {
    await setDefault(db, gateway, { accountId, methodId: added.id });
  }
  return { outcome: "added", last4: added.last4 };
}

/** What everything is paid with from now on. */
export async function setDefault(db: Db, gateway: Gateway, of: OfMethod): Promise<Changed> {
  return await changed(db, gateway, { ...of, kind: "set_default_method" });
}

/** Takes it off file. Refused for the last one while a plan goes on that costs something. */
export async function removeMethod(db: Db, gateway: Gateway, of: OfMethod): Promise<Changed> {
  return await changed(db, gateway, { ...of, kind: "remove_method" });
}

async function changed(
  db: Db,
  gateway: Gateway,
  { accountId, methodId, kind }: OfMethod & { kind: "set_default_method" | "remove_method" },
): Promise<Changed> {
  const id = newId<GatewayCallId>();
  const call = await begun(db, gateway, { accountId, id, kind }, async (tx) => {
    const methods = await listMethods(tx, accountId);
    if (!methods.some((one) => one.id === methodId)) throw unknown();
    const { paidPlan } = await getMethodFacts(tx, accountId);
    const leaving = [...(await listLeaving(tx, accountId)), methodId];
    const isLast = methods.every((one) => leaving.includes(one.id));
    if (kind === "remove_method" && isLast && paidPlan !== null) {
      throw new BillingError(
        "last_payment_method",
        `${paidPlan} is paid with this. Add another first, or end the plan.`,
      );
    }
    return { methodId };
  });
  return { outcome: call ? "done" : "being_confirmed" };
}

type Begin = { accountId: AccountId; id: GatewayCallId; kind: string };

/** Intent, call, settle: the call once it succeeded, undefined while nobody knows. */
async function begun(
  db: Db,
  gateway: Gateway,
  { accountId, id, kind }: Begin,
  requestOf: (tx: Tx) => Promise<unknown>,
) {
  await inTransaction(db, async (tx) => {
    // Locked first, so that two removals do not each leave the other's method as the last.
    await lockAccounts(tx, [accountId]);
    const request = await requestOf(tx);
    if (!gateway) throw noProcessor();
    await insertCall(tx, { accountId, id, kind, collectionId: null, request });
  });
  if (gateway) await makeCall(db, gateway, { accountId, id });
  const call = await readAs(db, { role: "tallybook_app" }, (tx) => findCall(tx, accountId, id));
  if (call?.status === "failed") throw away();
  return call?.status === "succeeded" ? call : undefined;
}

function unknown(): BillingError {
  return new BillingError("not_found", "Nothing of this account is called that.");
}

function noProcessor(): BillingError {
  return new BillingError("no_processor", "No payment processor is set up here.");
}

function away(): BillingError {
  return new BillingError("retry_later", "The payment processor did not do that just now.", {
    retryAfterSeconds: 5,
  });
}

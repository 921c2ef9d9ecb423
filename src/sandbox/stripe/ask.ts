import { stripeSettings } from "@/env";
import { BillingError } from "@/lib/errors";
import type { declineReasons } from "./cards";

/** Where Stripe is played, and a key for it. */
export type Played = { key: string; apiUrl: string };

/** What plays Stripe for this process; refused where nobody does. */
export function played(): Played {
  const settings = stripeSettings();
  if (settings?.apiUrl) return { key: settings.key, apiUrl: settings.apiUrl };
  throw new BillingError("no_processor", "Nobody plays Stripe here.");
}

/** The next payment of one of our accounts is refused, or the next one of all. */
export async function failNextPayment(
  at: Played,
  next: { whose?: string; reason: (typeof declineReasons)[number] },
): Promise<void> {
  await post(at, "/_simulator/fail-next-payment", JSON.stringify(next));
}

/** One event once more, or all that waits, at once: how many were taken, and how many still wait. */
export async function deliver(
  at: Played,
  what: { event?: string },
): Promise<{ delivered: number; waiting: number }> {
  return await post(at, "/_simulator/deliver", JSON.stringify(what));
}

/** A payer's bank disputes a charge, or only asks. */
export async function openDispute(
  at: Played,
  what: { charge: string; reason?: string; inquiry?: boolean; amount?: number },
): Promise<{ id: string }> {
  return await post(at, "/_simulator/open-dispute", JSON.stringify(what));
}

/** Whether a payer's bank disputes a charge, or did. */
export async function isDisputed({ key, apiUrl }: Played, charge: string): Promise<boolean> {
  const answer = await fetch(new URL(`/v1/charges/${charge}`, apiUrl), {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`A charge is answered ${answer.status}`);
  return ((await answer.json()) as { disputed: boolean }).disputed;
}

/** The bank decides a dispute, whatever was answered. */
export async function decideDispute(
  at: Played,
  what: { dispute: string; outcome: "won" | "lost" },
): Promise<{ status: string }> {
  return await post(at, "/_simulator/close-dispute", JSON.stringify(what));
}

/** A customer's bank takes so long to hand on refunds of a card that takes time. */
export async function slowRefunds(
  at: Played,
  what: { customer: string; seconds: number },
): Promise<void> {
  await post(at, "/_simulator/slow-refunds", JSON.stringify(what));
}

/** Forgets everything but who listens. */
export async function forget(at: Played): Promise<void> {
  await post(at, "/_simulator/reset", "{}");
}

/** One of Stripe's test cards becomes a customer's, as if they had typed it in; the same for the same key. */
export async function attachCard(
  at: Played,
  { card, customerId, key }: { card: string; customerId: string; key: string },
): Promise<{ id: string }> {
  const form = new URLSearchParams({ customer: customerId }).toString();
  return await post(at, `/v1/payment_methods/${card}/attach`, form, key);
}

async function post<T>({ key, apiUrl }: Played, path: string, body: string, once?: string) {
  const answer = await fetch(new URL(path, apiUrl), {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${key}`, ...(once && { "idempotency-key": once }) },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path} is answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

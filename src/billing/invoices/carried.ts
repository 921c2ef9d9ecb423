import type { InvoiceState } from "../state";

/**
 * What an invoice needs to be told apart by: carried ones have no day they are due on (BOOKS B11). All of them
 * are issued and wait for money.
 */
export type Waiting = Pick<InvoiceState, "id" | "dueAt" | "issuedAt">;

/**
 * What is too small to be charged by itself and is due with an invoice: with the first one that was issued
 * after it and still waits. What was sent before it was another amount. At one instant, order decides.
 */
export function carriedWith<W extends Waiting>(waiting: readonly W[], invoice: Waiting): W[] {
  if (invoice.dueAt === null) return [];
  return waiting.filter((one) => takerOf(waiting, one)?.id === invoice.id);
}

/** What is carried and waits for an invoice still to come. */
export function carriedOn<W extends Waiting>(waiting: readonly W[]): W[] {
  return waiting.filter((one) => one.dueAt === null && takerOf(waiting, one) === undefined);
}

function takerOf<W extends Waiting>(waiting: readonly W[], carried: W): W | undefined {
  if (carried.dueAt !== null) return undefined;
  return waiting
    .toSorted((a, b) => whenOf(a) - whenOf(b))
    .filter(({ id, dueAt }) => id === carried.id || dueAt !== null)
    .find((_, place, all) => all[place - 1]?.id === carried.id);
}

function whenOf({ issuedAt }: Waiting): number {
  return issuedAt?.getTime() ?? 0;
}

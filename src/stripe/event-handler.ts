import type { PaymentGateway } from "@/billing/payments/gateway";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";

/** An event as a handler sees it: what it says of itself, and the ids it names. What else is in it may be old. */
export type WorkedEvent = { type: string; objectId: string | null; names: Record<string, string> };

/** What became of it; `unknown_object` waits for what we do not know yet. */
export type Handled =
  | { result: "applied" | "nothing"; accountId: AccountId | null; touched: string[] }
  | { result: "unknown_object" };

/** Nobody here has to do with it. */
export const nothing: Handled = { result: "nothing", accountId: null, touched: [] };

/**
 * What events of a kind mean. Those about the same thing are worked together: it is asked for once, as it is now, and
 * moves our rows forward only, so that any order and any number of them end the same.
 */
export type EventHandler<Fetched = unknown> = {
  /** Its name for what it is about: a kind of thing and the processor's id of it; null where it is about nothing here. */
  about(event: WorkedEvent): string | null;
  /** No transaction is open. */
  fetch(gateway: PaymentGateway, about: string): Promise<Fetched>;
  apply(tx: Tx, fetched: Fetched, about: string): Promise<Handled>;
  /** What else it goes by: events that call it so ask nothing more. */
  names?(fetched: Fetched): string[];
};

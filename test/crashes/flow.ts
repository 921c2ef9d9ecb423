import type { PaymentGateway } from "@/billing/payments/gateway";
import type { Db } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Beside } from "../refunds/refunding";
import type { Place } from "./faults";

/** What is known of the work so far; a process that dies is told of it as JSON. */
export type Life = { accountId: AccountId; known: Record<string, string> };

/** What a process of ours works with. */
export type Hands = { db: Db; gateway: PaymentGateway; life: Life };

/** What is told of the work it did: added to what is known. */
type Told = Promise<Record<string, string> | undefined>;

/**
 * One thing that happens. What a process of ours does may die anywhere and be asked again until it is
 * answered; what the world does (Stripe, a clock, a customer at work) happens once.
 */
export type Act =
  | { by: "web" | "worker"; run: (hands: Hands) => Told }
  | { by: "world"; run: (at: { db: Db; stripe: Beside; life: Life }) => Told };

/** Where in an act faults come, by the statements it sends; one name may stand for many places. */
export type At = {
  name: string;
  act: string;
  places: (statements: readonly string[]) => Place[];
};

/**
 * Work through several processes and Stripe, from a beginning in books of its own to an end that is the
 * same whatever stopped whoever wherever.
 */
export type Flow = {
  /** In new books, made once and copied for every cell: flows may share one. */
  begin: (stripe: Beside) => Promise<Life>;
  acts: Record<string, Act>;
  points: At[];
  /** Held against `expected` by `toMatchObject`. */
  ends: (at: { db: Db; stripe: Beside; life: Life }) => Promise<object>;
  expected: object;
};

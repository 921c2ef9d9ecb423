/** What may go wrong with a call. "Before" leaves nothing behind; "after" did all that was asked. */
export type Trouble =
  | "429"
  | "409"
  | "500-before"
  | "500-after"
  | "garbage"
  | "reset-before"
  | "reset-after"
  | "slow"
  | "timeout-before"
  | "timeout-after";

export type CallTrouble = {
  trouble: Trouble;
  /** Which calls: a method and the start of a path, `POST /v1/invoices`; every call when absent. */
  calls?: string;
  /** How many calls it meets; one unless said. */
  times?: number;
  /** Of `slow`. */
  ms?: number;
};

/** What may go wrong with sending an event. */
export type DeliveryTrouble = {
  trouble:
    | "drop"
    | "duplicate"
    | "delay"
    | "reorder"
    | "before-response"
    | "forged"
    | "stale"
    | "future";
  /** Which events, by type or by the start of one, `invoice.`; every one when absent. */
  types?: string;
  /** How many events it meets; one unless said. */
  times?: number;
  /** Of `duplicate`: how often the event is sent in all; twice unless said. */
  copies?: number;
  /** Of `delay`: on the sandbox's clock. */
  seconds?: number;
};

/** A list of troubles, each used up as it is met. */
export type Script<T> = {
  add(trouble: T): void;
  next(subject: string): T | undefined;
  clear(): void;
};

export function openScript<T extends { times?: number }>(
  concerns: (trouble: T, subject: string) => boolean,
): Script<T> {
  let waiting: { trouble: T; left: number }[] = [];
  return {
    add: (trouble) => waiting.push({ trouble, left: trouble.times ?? 1 }),
    clear: () => {
      waiting = [];
    },
    next: (subject) => {
      const found = waiting.find(({ trouble }) => concerns(trouble, subject));
      if (!found) return undefined;
      found.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return found.trouble;
    },
  };
}

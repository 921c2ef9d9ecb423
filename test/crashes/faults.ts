import pg from "pg";
import { isCounted } from "./statements";

/** Whose statements are counted and struck: connections that say so. */
export const victimName = "tallybook-victim";

/** A place in a piece of work: before its n-th counted statement, or when that is done and nobody knows. */
export type Place = { at: number; side: "before" | "after" };

/** What happens there, and whether it keeps the answer of that statement from whoever asked. */
export type Strike = { hit: (client: Victim) => Promise<void> | void; cutsOff: boolean };

export type Victim = pg.Client & {
  processID: number;
  connection: { stream: { destroy(): void } };
  connectionParameters: { application_name?: string };
};

type Watch = { statements: string[]; place?: Place; strike?: Strike };

let watch: Watch | undefined;

type Query = (this: Victim, ...args: unknown[]) => unknown;
const prototype = pg.Client.prototype as unknown as { query: Query };
const query = prototype.query;

// The driver's own method, since a fault must come between any two statements of any transaction.
prototype.query = function (this: Victim, ...args: unknown[]) {
  if (!watch || this.connectionParameters.application_name !== victimName) {
    return query.apply(this, args);
  }
  const text = textOf(args[0]);
  if (!isCounted(text)) return query.apply(this, args);
  const { place, strike, statements } = watch;
  const isStruck = strike && place?.at === statements.length;
  statements.push(text);
  if (!isStruck) return query.apply(this, args);
  return place.side === "before"
    ? strikeBefore(this, args, strike)
    : strikeAfter(this, args, strike);
};

/** The counted statements a piece of work sends, in order. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const here: Watch = { statements: [] };
  watch = here;
  try {
    await work();
  } finally {
    watch = undefined;
  }
  return here.statements;
}

/** Does a piece of work that is struck at a place, once; what is tried again goes through. */
export async function struck<T>(place: Place, strike: Strike, work: () => Promise<T>): Promise<T> {
  const here: Watch = { statements: [], place, strike };
  watch = here;
  try {
    const answer = await work();
    if (here.statements.length <= place.at) throw new Error("It ended before it was struck");
    return answer;
  } finally {
    watch = undefined;
  }
}

async function strikeBefore(client: Victim, args: unknown[], { hit }: Strike): Promise<unknown> {
  await hit(client);
  return await query.apply(client, args);
}

async function strikeAfter(
  client: Victim,
  args: unknown[],
  { hit, cutsOff }: Strike,
): Promise<unknown> {
  const answer = await query.apply(client, args);
  await hit(client);
  if (cutsOff) throw new Error("Connection terminated unexpectedly");
  return answer;
}

function textOf(asked: unknown): string {
  if (typeof asked === "string") return asked;
  return asked !== null && typeof asked === "object" && "text" in asked ? String(asked.text) : "";
}

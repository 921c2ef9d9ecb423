import { sql } from "kysely";
import pg from "pg";
import { createDb, type Db } from "@/db/client";
import { booksUrl } from "../books";

/** Waits at a gate until it is this actor's turn. */
export type Gate = () => Promise<void>;

/** One who does something, on connections of their own, and stops at gates on the way. */
export type Actor = {
  act: (db: Db, gate: Gate) => Promise<unknown>;
  /** Which of its statements have a gate before them, by their number from 0 of those that begin or commit. */
  stopsBefore: (edge: number) => boolean;
};

/** Every order in which `counts[i]` steps of each of several can be taken: 70 for four and four. */
export function ordersOf(counts: readonly number[]): number[][] {
  if (counts.every((count) => count === 0)) return [[]];
  return counts.flatMap((count, who) => {
    if (count === 0) return [];
    const left = counts.map((one, at) => (at === who ? one - 1 : one));
    return ordersOf(left).map((rest) => [who, ...rest]);
  });
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
type Named = { connectionParameters: { application_name?: string } };
const prototype = pg.Client.prototype as unknown as { query: Query };
const query = prototype.query;
const stops = new Map<string, (text: string) => Promise<void> | undefined>();

// The driver's own method, since a gate stands before statements of code that knows nothing of it.
prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const name = (this as unknown as Named).connectionParameters.application_name ?? "";
  const stop = stops.get(name)?.(textOf(args[0]));
  if (!stop) return query.apply(this, args);
  return stop.then(() => query.apply(this, args));
};

function textOf(asked: unknown): string {
  if (typeof asked === "string") return asked;
  return asked !== null && typeof asked === "object" && "text" in asked ? String(asked.text) : "";
}

/**
 * Lets actors go from gate to gate in one order, and to their ends when that is used up. One that waits for
 * what another has locked is left waiting, as it would be anyway. Answers how each of them ended.
 */
export async function inOrder(order: readonly number[], actors: readonly Actor[], watcher: Db) {
  const walks = actors.map((actor, at) => new Walk(`tallybook-actor-${at}`, actor));
  try {
    const ends = Promise.allSettled(walks.map((walk) => walk.begin()));
    for (const who of order) await walks[who]?.step(watcher);
    for (const walk of walks) walk.letGo();
    return await ends;
  } finally {
    await Promise.all(walks.map((walk) => walk.close()));
  }
}

class Walk {
  private readonly db: Db;
  private edges = 0;
  private isFree = false;
  private isOver = false;
  private atGate: (() => void) | undefined;

  constructor(
    private readonly name: string,
    private readonly actor: Actor,
  ) {
    this.db = createDb(booksUrl(), { max: 4, applicationName: name });
    stops.set(name, (text) => this.stopAt(text));
  }

  async begin(): Promise<unknown> {
    try {
      return await this.actor.act(this.db, () => this.gate());
    } finally {
      this.isOver = true;
    }
  }

  private stopAt(text: string): Promise<void> | undefined {
    if (!/^(begin|start transaction|commit)/.test(text)) return undefined;
    this.edges += 1;
    return this.actor.stopsBefore(this.edges - 1) ? this.gate() : undefined;
  }

  private gate(): Promise<void> {
    if (this.isFree) return Promise.resolve();
    return new Promise((resolve) => {
      this.atGate = resolve;
    });
  }

  /** Through the gate it stands at, to the next, to its end, or to where another holds what it needs. */
  async step(watcher: Db): Promise<void> {
    await this.settled(watcher);
    const go = this.atGate;
    this.atGate = undefined;
    go?.();
    await this.settled(watcher);
  }

  private async settled(watcher: Db): Promise<void> {
    while (!this.isOver && !this.atGate) {
      const { rows } = await sql`select from pg_stat_activity
        where application_name = ${this.name} and wait_event_type = 'Lock'`.execute(watcher);
      if (rows.length > 0) return;
    }
  }

  letGo(): void {
    this.isFree = true;
    this.atGate?.();
  }

  async close(): Promise<void> {
    stops.delete(this.name);
    await this.db.destroy();
  }
}

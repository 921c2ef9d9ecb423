import { createDb, type Db } from "@/db/client";
import { booksUrl } from "../books";
import { type Place, type Strike, struck, victimName } from "./faults";

/** As if killed there: its connection is gone, and whatever it does next fails. */
export const dies: Strike = {
  cutsOff: true,
  hit: ({ connection }) => void connection.stream.destroy(),
};

/** Does work until its process dies at a place, which nobody notices; a place it never comes to is told. */
export async function diesAt(place: Place, work: () => Promise<unknown>): Promise<void> {
  await struck(place, dies, work).catch((error: { code?: string }) => {
    if (error.code !== "retry_later") throw error;
  });
}

/** Work on the books of a process that may die at any of its statements. */
export async function asVictim<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = createDb(booksUrl(), { max: 4, applicationName: victimName });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

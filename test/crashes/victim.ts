import { createDb, type Db } from "@/db/client";
import { booksUrl } from "../books";
import { type Strike, victimName } from "./faults";

/** As if killed there: its connection is gone, and whatever it does next fails. */
export const dies: Strike = {
  cutsOff: true,
  hit: ({ connection }) => void connection.stream.destroy(),
};

/** Work on the books of a process that may die at any of its statements. */
export async function asVictim<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = createDb(booksUrl(), { max: 4, applicationName: victimName });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

import type { Db } from "@/db/client";
import { type Written, writeExports } from "@/exports/write";

let isWorking = false;

/**
 * Writes what is asked for, one export at a time in this process, so that many need no more memory than one.
 * Whoever asks meanwhile is answered at once: the run that goes on finds theirs too.
 */
export async function workExports(db: Db, signal: AbortSignal): Promise<Written[]> {
  if (isWorking) return [];
  isWorking = true;
  try {
    return await writeExports(db, { signal });
  } finally {
    isWorking = false;
  }
}

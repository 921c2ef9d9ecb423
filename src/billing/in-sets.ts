import { BillingError } from "@/lib/errors";

export type Outcome<T> = { value: T; error?: undefined } | { value?: undefined; error: unknown };

/**
 * Does work for a set in one go; a set that fails is halved and tried again until the culprit is alone
 * and gets its own error (DESIGN §1). The rest succeed.
 *
 * `retry_later` stops the halving: the database is away, and a smaller set fares no better.
 */
export async function inSets<Item, T>(
  items: readonly Item[],
  work: (set: readonly Item[]) => Promise<T[]>,
): Promise<Outcome<T>[]> {
  if (items.length === 0) return [];
  try {
    return (await work(items)).map((value) => ({ value }));
  } catch (error) {
    const away = error instanceof BillingError && error.code === "retry_later";
    if (items.length === 1 || away) return items.map(() => ({ error }));
    const half = Math.ceil(items.length / 2);
    return [
      ...(await inSets(items.slice(0, half), work)),
      ...(await inSets(items.slice(half), work)),
    ];
  }
}

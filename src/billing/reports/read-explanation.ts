import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import type { Figure } from "./explanation";
import { getNow } from "./queries";
import { creditReaders } from "./read-explained-credits";
import { moneyReaders } from "./read-explained-money";

export type FigureQuestion = { figure: Figure; id: string | null; at: Date | null };

/** What a reader is asked: of which account, as of when; `past` where an instant before now was named. */
export type Asked = { accountId: AccountId; id: string | null; now: Date; past: Date | null };

/**
 * "Explain this number": its formula with real numbers, and the ledger rows behind it. Whatever does not come to the
 * figure is a fault of ours, and is said to be one instead of being shown.
 */
export async function readExplanation(
  tx: Tx,
  accountId: AccountId,
  { figure, id, at }: FigureQuestion,
) {
  const now = await getNow(tx);
  if (at && at > now) {
    throw new BillingError("invalid_input", "That instant lies ahead.", { field: "at" });
  }
  const asked: Asked = { accountId, id, now, past: at && at < now ? at : null };
  const told = await { ...creditReaders, ...moneyReaders }[figure](tx, asked);
  return { ...told, asOf: asked.past ?? now, isPast: asked.past !== null };
}

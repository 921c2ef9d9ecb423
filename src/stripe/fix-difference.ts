import { isDeepStrictEqual } from "node:util";
import { AccountDraft } from "@/billing/account-draft";
import { commit } from "@/billing/commit";
import { keepShown, quoteEnds } from "@/billing/keep-quote";
import { upToDate } from "@/billing/operate";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { noSuchQuote } from "@/billing/quotes/no-such-quote";
import { findQuote } from "@/billing/quotes/queries";
import {
  type FixMove,
  findDifference,
  insertComment,
  listMoves,
  resolveDifference,
  type StoredDifference,
} from "@/billing/reconciliation/difference-queries";
import { lockAccounts } from "@/billing/snapshot";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { type AccountId, newId, type QuoteId } from "@/lib/ids";
import { rolledBack } from "./dry-run";
import { type Fixing, prepareFix } from "./fixes";

/** What a fix would move; without a quote it moves nothing, and there is nothing to confirm. */
export type FixPreview = {
  quoteId: QuoteId | null;
  accountId: AccountId | null;
  expiresAt: Date | null;
  /** Whether a second person is asked before anything is booked. */
  waits: boolean;
  moves: FixMove[];
};

export type FixAnswer = { status: "fixed" | "waiting" };

type Asked = { differenceId: string; by: Fixing["by"] };

/** Does the fix and takes it back: what it shows is what is booked, since one piece does both. */
export async function previewFix(
  db: Db,
  gateway: PaymentGateway | undefined,
  { differenceId, by }: Asked,
): Promise<FixPreview> {
  const difference = await fixable(db, differenceId);
  const apply = await prepareFix(db, gateway, { difference, by });
  const first = await rolledBack(db, (tx) => effectOf(tx, apply));
  const { accountId } = first;
  if (accountId === null || (first.moves.length === 0 && !first.waits)) return nothingToDo;
  // What is due by itself is no part of it.
  await inTransaction(db, async (tx) => upToDate(tx, await lockAccounts(tx, [accountId])));
  const { waits, moves } = await rolledBack(db, (tx) => effectOf(tx, apply));
  return await inTransaction(db, async (tx) => {
    const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
    const id = newId<QuoteId>();
    const expiresAt = quoteEnds(snapshot.t, snapshot.head.dueAt);
    const shown: FixPreview = {
      ...{ quoteId: id, accountId, expiresAt, waits, moves },
    };
    const quote = { id, kind: "reconciliation" as const, request: { differenceId }, expiresAt };
    await keepShown(tx, { snapshot, author: by }, { ...quote, shown });
    return shown;
  });
}

/**
 * Books what the quote showed and says so of the difference. Once a quote: asked again it answers as before. Where
 * something else would move now nothing does, and a fresh quote is there.
 */
export async function fixDifference(
  db: Db,
  gateway: PaymentGateway | undefined,
  asked: Asked & { quoteId: QuoteId; reason: string; accountId: AccountId },
): Promise<{ stale: false; answer: FixAnswer } | { stale: true; fresh: FixPreview }> {
  const { differenceId, by, quoteId, accountId, reason } = asked;
  const used = await usedBefore(db, asked);
  if (used) return { stale: false, answer: used };
  const difference = await fixable(db, differenceId);
  const apply = await prepareFix(db, gateway, { difference, by });
  const work = async (tx: Tx): Promise<FixAnswer> => {
    const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
    const shown = await getShown(tx, asked);
    if (!shown.expiresAt || snapshot.t >= shown.expiresAt) throw new Stale();
    const effect = await effectOf(tx, apply);
    if (effect.accountId !== accountId || !isDeepStrictEqual(effect.moves, shown.moves))
      throw new Stale();
    await useQuote(tx, { accountId, quoteId, by });
    const closed = { id: difference.id, by: by.actor, reason };
    // Whoever finds it closed by now books nothing: another's fix, or a comparison, was first.
    if (!effect.waits && !(await resolveDifference(tx, closed))) throw noSuchDifference();
    if (effect.waits)
      await insertComment(tx, { id: difference.id, body: reason, staffUserId: by.staffUserId });
    return { status: effect.waits ? "waiting" : "fixed" };
  };
  try {
    const { actor, requestId } = by;
    return { stale: false, answer: await inTransaction(db, work, { actor, requestId, reason }) };
  } catch (error) {
    if (!(error instanceof Stale)) throw error;
    return { stale: true, fresh: await previewFix(db, gateway, asked) };
  }
}

/** What would be booked is not what was shown. */
class Stale extends Error {}

async function effectOf(
  tx: Tx,
  apply: (tx: Tx) => Promise<{ accountId: AccountId | null; waits: boolean }>,
) {
  const done = await apply(tx);
  const moves = done.accountId === null ? [] : await listMoves(tx, done.accountId);
  return { ...done, moves };
}

async function fixable(db: Db, id: string): Promise<StoredDifference> {
  const found = await readAs(db, { role: "tallybook_app" }, (tx) => findDifference(tx, id));
  if (found?.status !== "open") throw noSuchDifference();
  return found;
}

export function noSuchDifference(): BillingError {
  return new BillingError("not_found", "There is no such difference, or it is closed.", {
    field: "differenceId",
  });
}

const nothingToDo: FixPreview = {
  ...{ quoteId: null, accountId: null, expiresAt: null, waits: false, moves: [] },
};

async function getShown(
  tx: Tx,
  { accountId, quoteId, differenceId }: Asked & { accountId: AccountId; quoteId: QuoteId },
): Promise<FixPreview> {
  const quote = await findQuote(tx, accountId, quoteId);
  if (quote?.kind !== "reconciliation") throw noSuchQuote();
  if ((quote.request as { differenceId: string }).differenceId !== differenceId)
    throw noSuchQuote();
  if (quote.usedAt) throw new BillingError("quote_used", "This quote was confirmed already.");
  return quote.shown as FixPreview;
}

async function usedBefore(
  db: Db,
  { accountId, quoteId, differenceId }: Asked & { accountId: AccountId; quoteId: QuoteId },
): Promise<FixAnswer | undefined> {
  return await readAs(db, { role: "tallybook_app" }, async (tx) => {
    const quote = await findQuote(tx, accountId, quoteId);
    const isOfIt =
      quote?.kind === "reconciliation" &&
      (quote.request as { differenceId: string }).differenceId === differenceId;
    if (!isOfIt || !quote.usedAt) return undefined;
    return { status: (quote.shown as FixPreview).waits ? "waiting" : "fixed" };
  });
}

async function useQuote(
  tx: Tx,
  { accountId, quoteId, by }: { accountId: AccountId; quoteId: QuoteId; by: Fixing["by"] },
): Promise<void> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const draft = new AccountDraft(snapshot, { actor: by.actor, requestId: by.requestId });
  draft.decision.usedQuotes.push({ id: quoteId, at: snapshot.t });
  await commit(tx, [draft.finish(snapshot.t)]);
}

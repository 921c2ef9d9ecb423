import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { type AccountId, type GrantId, newId, type QuoteId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import { commit } from "../commit";
import { listGrantsById } from "../credits/queries";
import type { Author } from "../decision";
import { keepShown, quoteEnds } from "../keep-quote";
import { findTransaction } from "../ledger/reverse-queries";
import { answeredBefore, type Replayable, type Request, upToDate } from "../operate";
import type { CreditMovement } from "../quotes/preview";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { findUsable } from "../usable-quote";
import {
  type AdjustmentWish,
  atMostShown,
  decideAdjustment,
  type Reversed,
} from "./decide-adjustment";
import {
  decideWaiting,
  findAdjustment,
  findUse,
  getApprovalLimit,
  getLastVersion,
  insertAdjustment,
} from "./queries";

export type AdjustmentPreview = {
  quoteId: QuoteId;
  effectiveAt: Date;
  expiresAt: Date;
  /** Whether a second person is asked before anything is booked. */
  waits: boolean;
  credits: { movements: CreditMovement[]; before: bigint; after: bigint; moved: bigint };
};

export type AdjustmentAnswer = { adjustmentId: string; status: "waiting" | "booked" | "rejected" };

/** What an adjustment would do to an account's credits; nothing is written but the quote. */
export async function previewAdjustment(
  tx: Tx,
  { accountId, author }: { accountId: AccountId; author: Author },
  wish: AdjustmentWish,
): Promise<AdjustmentPreview> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  return await keepQuote(tx, snapshot, { wish, author });
}

async function keepQuote(
  tx: Tx,
  snapshot: Snapshot,
  { wish, author }: { wish: AdjustmentWish; author: Author },
): Promise<AdjustmentPreview> {
  const { t, head } = snapshot;
  const of = await asked(tx, snapshot, { wish, reason: "Preview" });
  const { credits: moved, before, after, movements } = decideAdjustment(snapshot, of, author);
  const id = newId<QuoteId>();
  const expiresAt = quoteEnds(t, head.dueAt);
  const shown: AdjustmentPreview = {
    ...{ quoteId: id, effectiveAt: t, expiresAt },
    waits: moved > (await getApprovalLimit(tx, { accountId: snapshot.accountId, kind: wish.kind })),
    credits: { movements, before, after, moved },
  };
  const quote = { id, kind: "adjustment" as const, request: wish, shown, expiresAt };
  await keepShown(tx, { snapshot, author }, quote);
  return shown;
}

type Asked = Request & { quoteId: QuoteId; reason: string; staffUserId: string };

/**
 * Books what a quote showed, or above the limit keeps it for a second person. Once per key; a quote that
 * ran out, or shows other credits than would move now, is stale, and a fresh one is there.
 */
export async function requestAdjustment(
  tx: Tx,
  request: Asked,
): Promise<
  { stale: false; answer: Replayable<AdjustmentAnswer> } | { stale: true; fresh: AdjustmentPreview }
> {
  const { accountId, author, key, quoteId, reason, procedure, requestHash } = request;
  const locked = await lockAccounts(tx, [accountId]);
  const earlier = await answeredBefore<AdjustmentAnswer>(tx, request);
  if (earlier) return { stale: false, answer: earlier };
  const { snapshot } = await upToDate(tx, locked);
  const quote = await findUsable(tx, { accountId, quoteId, kind: "adjustment" });
  const wish = quote.request as AdjustmentWish;
  const decided = decideAdjustment(snapshot, await asked(tx, snapshot, { wish, reason }), author);
  const { credits } = quote.shown as AdjustmentPreview;
  if (snapshot.t >= quote.expiresAt || decided.credits !== credits.moved) {
    return { stale: true, fresh: await keepQuote(tx, snapshot, { wish, author }) };
  }
  const waits = decided.credits > (await getApprovalLimit(tx, { accountId, kind: wish.kind }));
  const status = waits ? ("waiting" as const) : ("booked" as const);
  const answer = { adjustmentId: newId<string>(), status };
  const decision = waits ? new AccountDraft(snapshot, author).finish(snapshot.t) : decided.decision;
  decision.remembered.push({ key, procedure, requestHash, answer });
  decision.usedQuotes.push({ id: quoteId, at: snapshot.t });
  await commit(tx, [decision]);
  const bookedAs = waits ? null : await getLastVersion(tx, { accountId, kind: wish.kind });
  await insertAdjustment(tx, {
    ...{ accountId, id: answer.adjustmentId, wish, credits: decided.credits, reason },
    ...{ requestedBy: request.staffUserId, bookedAs },
  });
  return { stale: false, answer: { ...answer, replayed: false } };
}

/**
 * A second person says yes: it is decided as of now and booked, or refused where it cannot be done any
 * more; or says no. Its own key: a second answer is the first one's. Errors: `own_request`.
 */
export async function answerAdjustment(
  tx: Tx,
  of: {
    accountId: AccountId;
    adjustmentId: string;
    author: Author;
    staffUserId: string;
    says: "yes" | "no";
  },
): Promise<AdjustmentAnswer> {
  const { accountId, adjustmentId, author, staffUserId, says } = of;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const found = await findAdjustment(tx, { accountId, id: adjustmentId });
  if (!found) throw noSuchAdjustment();
  if (found.status !== "waiting") return { adjustmentId, status: found.status };
  if (found.requestedBy === staffUserId) {
    throw new BillingError("own_request", "Somebody else has to approve what you asked for.");
  }
  let bookedAs: bigint | null = null;
  if (says === "yes") {
    const { reason } = found;
    const wish = atMostShown(found.wish, snapshot, found.credits);
    const decided = decideAdjustment(
      snapshot,
      await asked(tx, snapshot, { wish, reason, isKept: true }),
      author,
    );
    await commit(tx, [decided.decision]);
    bookedAs = await getLastVersion(tx, { accountId, kind: wish.kind });
  }
  await decideWaiting(tx, { accountId, id: adjustmentId, decidedBy: staffUserId, bookedAs });
  return { adjustmentId, status: says === "yes" ? "booked" : "rejected" };
}

/** A wish with what the books say of the things it names; one that is kept was looked at when it was asked for. */
async function asked(
  tx: Tx,
  { accountId }: Snapshot,
  { wish, reason, isKept = false }: { wish: AdjustmentWish; reason: string; isKept?: boolean },
) {
  if (wish.kind === "grant" && wish.consumptionId !== null && !isKept) {
    const use = await findUse(tx, { accountId, id: wish.consumptionId });
    if (!use) throw notFound("There is no such use.", "consumptionId");
    if (use.corrected) throw refusal("That use was set right already.", "consumptionId");
    if (wish.credits > use.credits)
      throw refusal(`That use took ${use.credits} credits.`, "credits");
  }
  if (wish.kind === "revoke" && !(await listGrantsById(tx, accountId, [wish.grantId])).length) {
    throw notFound("There is no such grant.", "grantId");
  }
  const reversed = wish.kind === "reverse" ? await reversedOf(tx, accountId, wish.version) : null;
  return { wish, reason, reversed, grantId: newId<GrantId>() };
}

async function reversedOf(tx: Tx, accountId: AccountId, version: bigint): Promise<Reversed> {
  const original = await findTransaction(tx, accountId, version);
  if (!original) throw notFound("There is no such ledger transaction.", "version");
  const moved = original.transfers.flatMap(({ from, to }) => [from, to]);
  const ids = moved.filter(({ kind }) => kind === "grant").map(({ id }) => id as string as GrantId);
  return { original, named: await listGrantsById(tx, accountId, ids) };
}

function noSuchAdjustment(): BillingError {
  return notFound("There is no such adjustment.", "adjustmentId");
}

function refusal(message: string, field: string): BillingError {
  return new BillingError("invalid_input", message, { field });
}

function notFound(message: string, field: string): BillingError {
  return new BillingError("not_found", message, { field });
}

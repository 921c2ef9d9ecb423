import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { type DisputeId, type GatewayCallId, newId, type QuoteId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import { commit } from "../commit";
import type { Author } from "../decision";
import { keepShown, quoteEnds } from "../keep-quote";
import { answeredBefore, operate, type Replayable, type Request, upToDate } from "../operate";
import { insertCall } from "../payments/call-queries";
import { samePromise } from "../refunds/refund";
import type { Refundable } from "../refunds/refundable";
import { loadPaid } from "../refunds/refundable-queries";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { findUsable } from "../usable-quote";
import { type DisputeAnswer, findAnswer, listFilesToSend, noteAsked } from "./answer-queries";
import { type DisputeState, type DisputeTerms, isInquiry, isOver } from "./dispute";
import { findDispute } from "./queries";
import { setDispute } from "./set-dispute";
import { type ShownDispute, shownDispute } from "./shown-dispute";

export type DisputePreview = ShownDispute & {
  quoteId: QuoteId;
  disputeId: DisputeId;
  effectiveAt: Date;
  expiresAt: Date;
};

/** What the call is asked for: who answers. */
export type AnswerCall = { by: string };

type Asker = Pick<Request, "accountId" | "author">;
type Answered = { disputeId: DisputeId; answer: "submitting" | "accepting" };

/** What giving a dispute up would take back, under all four policies at once; nothing is written but the quote. */
export async function previewAccept(
  tx: Tx,
  { accountId, author }: Asker,
  disputeId: DisputeId,
): Promise<DisputePreview> {
  const { snapshot: bare } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const loaded = await load(tx, bare, disputeId);
  await assertAnswerable(tx, accountId, { id: disputeId, how: "accepting" });
  return await keep(tx, { ...loaded, author });
}

/**
 * Gives a dispute up, taking credits back exactly as its quote showed them under the policy that is chosen. The processor
 * hears of it from a call that is written down here; it is lost when that says so.
 *
 * Errors: `dispute_not_open`; `quote_used`. A quote that does not hold any more is answered with a fresh one.
 */
export async function acceptDispute(
  tx: Tx,
  request: Request & DisputeTerms & { quoteId: QuoteId },
): Promise<
  { stale: false; answer: Replayable<Answered> } | { stale: true; fresh: DisputePreview }
> {
  const { accountId, author, key, quoteId, policy, shortfall } = request;
  const locked = await lockAccounts(tx, [accountId]);
  const earlier = await answeredBefore<Answered>(tx, request);
  if (earlier) return { stale: false, answer: earlier };
  const { snapshot: bare } = await upToDate(tx, locked);
  const quote = await findUsable(tx, { accountId, quoteId, kind: "dispute" });
  const before = quote.shown as DisputePreview;
  const loaded = await load(tx, bare, before.disputeId);
  const { snapshot, dispute } = loaded;
  await assertAnswerable(tx, accountId, { id: dispute.id, how: "accepting" });
  const now = shownDispute(snapshot, loaded, author);
  const isSame = samePromise(before.policies[policy].promise, now.policies[policy].promise);
  if (snapshot.t >= quote.expiresAt || !isSame) {
    return { stale: true, fresh: await keep(tx, { ...loaded, author }) };
  }
  const draft = new AccountDraft(snapshot, author);
  setDispute(draft, { ...dispute, policy, shortfall }, false);
  const answer: Answered = { disputeId: dispute.id, answer: "accepting" };
  const decision = draft.finish(snapshot.t);
  const { procedure, requestHash } = request;
  decision.remembered.push({ key, procedure, requestHash, answer });
  decision.usedQuotes.push({ id: quoteId, at: snapshot.t });
  await commit(tx, [decision]);
  await ask(tx, request, answer);
  return { stale: false, answer: { ...answer, replayed: false } };
}

/**
 * Sends the answer as it is written, with its files: once for all. Errors: `dispute_not_open` where it is answered, over,
 * or there is nothing to send.
 */
export async function submitAnswer(
  tx: Tx,
  request: Request & { disputeId: DisputeId },
): Promise<Replayable<Answered>> {
  const { accountId, author, disputeId } = request;
  const answer: Answered = { disputeId, answer: "submitting" };
  const done = await operate(tx, request, async (snapshot) => {
    const { evidence } = await assertAnswerable(tx, accountId, {
      id: disputeId,
      how: "submitting",
    });
    const files = await listFilesToSend(tx, accountId, disputeId);
    if (files.length === 0 && Object.keys(evidence).length === 0) {
      throw notOpen("There is nothing to send yet.");
    }
    return { decision: new AccountDraft(snapshot, author).finish(snapshot.t), answer };
  });
  if (!done.replayed) await ask(tx, request, answer);
  return done;
}

/** Intent: the call is a row before it is made. */
async function ask(
  tx: Tx,
  { accountId, author }: Request,
  { disputeId, answer }: Answered,
): Promise<void> {
  await noteAsked(tx, { accountId, id: disputeId }, answer);
  const kind = answer === "accepting" ? "dispute_accept" : "dispute_submit";
  const call = { accountId, id: newId<GatewayCallId>(), kind, collectionId: null, disputeId };
  await insertCall(tx, { ...call, request: { by: author.actor } satisfies AnswerCall });
}

async function assertAnswerable(
  tx: Tx,
  accountId: Request["accountId"],
  { id, how }: { id: DisputeId; how: Answered["answer"] },
): Promise<DisputeAnswer> {
  const found = await findAnswer(tx, accountId, id);
  if (!found) throw new BillingError("not_found", "There is no such dispute.");
  if (isOver(found.status)) throw notOpen("This dispute is over.");
  if (found.answer === "submitting" || found.answer === "accepting") {
    throw notOpen("It is being answered already.");
  }
  if (found.acceptedAt) throw notOpen("This dispute was accepted.");
  if (how === "submitting" && found.submittedAt) throw notOpen("It was answered, once for all.");
  if (how === "accepting" && isInquiry(found.status)) {
    throw notOpen("An inquiry takes nothing: refund the payment, or answer.");
  }
  return found;
}

function notOpen(message: string): BillingError {
  return new BillingError("dispute_not_open", message);
}

type Loaded = { snapshot: Snapshot; from: Refundable; dispute: DisputeState };

async function load(tx: Tx, bare: Snapshot, id: DisputeId): Promise<Loaded> {
  const dispute = await findDispute(tx, bare.accountId, id);
  if (!dispute) throw new BillingError("not_found", "There is no such dispute.");
  return { ...(await loadPaid(tx, bare, dispute.paymentId)), dispute };
}

async function keep(
  tx: Tx,
  { author, ...loaded }: Loaded & { author: Author },
): Promise<DisputePreview> {
  const { snapshot, dispute } = loaded;
  const { t, head } = snapshot;
  const id = newId<QuoteId>();
  const expiresAt = quoteEnds(t, head.dueAt);
  const when = { quoteId: id, disputeId: dispute.id, effectiveAt: t, expiresAt };
  const shown = { ...when, ...shownDispute(snapshot, loaded, author) };
  const request = { disputeId: dispute.id };
  await keepShown(tx, { snapshot, author }, { id, kind: "dispute", request, shown, expiresAt });
  return shown;
}

import type { Tx } from "@/db/client";
import { type GatewayCallId, type InvoiceId, newId, type QuoteId, type RefundId } from "@/lib/ids";
import { commit } from "../commit";
import { answeredBefore, type Replayable, type Request, upToDate } from "../operate";
import { insertCall } from "../payments/call-queries";
import { lockAccounts } from "../snapshot";
import { findUsable } from "../usable-quote";
import { aloneUpTo } from "./alone-up-to";
import type { RefundCall } from "./call-refund";
import { decideRefund } from "./decide-request";
import { pauseForRefund } from "./pause";
import { type Kept, keepQuote, type RefundPreview, type Wanted } from "./preview";
import { type RefundRequest, type RefundState, samePromise } from "./refund";
import { loadFor } from "./refundable-queries";

/** How long what was asked for can be taken back before it is sent. */
const undoSeconds = 30;

export type RefundAnswer = {
  refundId: RefundId;
  status: RefundState["status"];
  creditNoteId: InvoiceId | null;
};

export type RequestedRefund =
  | { stale: false; answer: Replayable<RefundAnswer> }
  | { stale: true; fresh: RefundPreview };

type Choice = Pick<RefundRequest, "policy" | "shortfall"> & { quoteId: QuoteId; reason: string };

/**
 * Refunds exactly what a quote showed under the policy that is chosen: every money line, and the credits each owns.
 * What was consumed since is shortfall under the chosen disposition; where that is to stop it, or anything else has
 * changed, the quote is stale and a fresh one is there (BOOKS B7). Once per key.
 *
 * The processor hears of it half a minute later, from a call that is written down here.
 */
export async function requestRefund(tx: Tx, request: Request & Choice): Promise<RequestedRefund> {
  const { accountId, author, key, quoteId, policy, shortfall, reason } = request;
  const locked = await lockAccounts(tx, [accountId]);
  const earlier = await answeredBefore<RefundAnswer>(tx, request);
  if (earlier) return { stale: false, answer: earlier };
  const { snapshot: bare, catalog } = await upToDate(tx, locked);
  const { wanted, shown, expiresAt } = await quoted(tx, bare.accountId, quoteId);
  const { snapshot, from } = await loadFor(tx, bare, [wanted.invoiceId]);
  const asked = { ...wanted, policy, shortfall };
  const id = newId<RefundId>();
  const what = { id, request: asked, from, by: author.actor, reason, waits: false };
  const { currency } = snapshot;
  const most = await aloneUpTo(tx, catalog, { accountId, currency, invoiceId: wanted.invoiceId });
  // What cannot be done is told as that; what was shown otherwise is asked anew.
  const trial = decideRefund(snapshot, { ...what, waits: true }, author);
  const before = shown[policy];
  const blocks = shortfall === "block" && trial.planned.short > 0n && before.short === 0n;
  if (snapshot.t >= expiresAt || blocks) return await stale();
  if (!samePromise(before.promise, trial.refund.promised)) return await stale();
  const waits = most !== undefined && trial.refund.amountMinor > most;
  const { decision, refund } = waits ? trial : decideRefund(snapshot, what, author);
  const answer = { refundId: id, status: refund.status, creditNoteId: refund.creditNoteId };
  const { procedure, requestHash } = request;
  decision.remembered.push({ key, procedure, requestHash, answer });
  decision.usedQuotes.push({ id: quoteId, at: snapshot.t });
  await commit(tx, [decision]);
  if (refund.status === "reserved") await send(tx, { accountId, refundId: id });
  if (refund.status === "succeeded") await pauseForRefund(tx, accountId, snapshot.t);
  return { stale: false, answer: { ...answer, replayed: false } };

  async function stale(): Promise<RequestedRefund> {
    return { stale: true, fresh: await keepQuote(tx, { snapshot, from, wanted, author, most }) };
  }
}

/** Intent: the call is a row before it is made; until then it can be taken back. */
export async function send(
  tx: Tx,
  {
    accountId,
    refundId,
    again = false,
  }: Pick<Request, "accountId"> & { refundId: RefundId; again?: boolean },
): Promise<void> {
  const call = { accountId, id: newId<GatewayCallId>(), kind: "refund", collectionId: null };
  const request: RefundCall = again ? { looksFirst: true } : {};
  await insertCall(tx, { ...call, refundId, request, afterSeconds: again ? 0 : undoSeconds });
}

async function quoted(
  tx: Tx,
  accountId: Request["accountId"],
  quoteId: QuoteId,
): Promise<{ wanted: Wanted; shown: RefundPreview["policies"]; expiresAt: Date }> {
  const { shown, request, expiresAt } = await findUsable(tx, {
    ...{ accountId, quoteId, kind: "refund" },
  });
  const { policies } = shown as RefundPreview;
  return { wanted: (request as Kept).wanted, shown: policies, expiresAt };
}

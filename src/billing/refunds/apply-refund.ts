import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { type AccountId, newId, type PaymentId, type RefundId } from "@/lib/ids";
import { findInDirectory, insertDirectory } from "../accounts/queries";
import { byTheProcessor } from "../by-the-processor";
import { commit } from "../commit";
import { upToDate } from "../operate";
import type { ProcessorRefund } from "../payments/gateway";
import { lockAccounts } from "../snapshot";
import { decideOutcome, decideRelease } from "./decide-outcome";
import { decideReported } from "./decide-reported";
import { loadRefund } from "./load";
import { pauseForRefund } from "./pause";
import { findRefund, listOnTheirWay } from "./queries";
import { loadPaid } from "./refundable-queries";

export type AppliedRefund = { accountId: AccountId; touched: string[] };

/**
 * Books what the processor says of a refund, as it is there now: the one way its money is known to have left, or not to,
 * for answers to our calls and for events alike. Ours is known by its id there, before that by our own in its metadata;
 * one made there without us is booked too. Undefined where its charge is none we know.
 */
export async function applyRefund(
  tx: Tx,
  said: ProcessorRefund,
): Promise<AppliedRefund | undefined> {
  const ours = await refundNamed(tx, said);
  if (ours) return await applyOutcome(tx, ours, said);
  if (said.chargeId === null) return undefined;
  const payment = await findInDirectory(tx, "charge", said.chargeId);
  if (!payment) return undefined;
  const { account_id: accountId, id: paymentId } = payment;
  await lockAccounts(tx, [accountId]);
  // Looked at again under the lock: two who bring the same news book it once.
  const known = await refundNamed(tx, said);
  if (known) return await applyOutcome(tx, known, said);
  // What never left is nothing to book.
  if (said.status === "failed" || said.status === "canceled") return { accountId, touched: [] };
  return await report(tx, { accountId, paymentId: paymentId as PaymentId, said });
}

async function applyOutcome(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: RefundId },
  said: ProcessorRefund,
): Promise<AppliedRefund> {
  const { snapshot: bare } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const { snapshot, from, refund } = await loadRefund(tx, bare, id);
  const { decision, refund: now } = decideOutcome(snapshot, { refund, from, said }, byTheProcessor);
  await commit(tx, [decision]);
  if (refund.bookedAt === null && now.bookedAt !== null)
    await pauseForRefund(tx, accountId, snapshot.t);
  await knowAs(tx, said.id, { accountId, id });
  const touched = [`refunds ${id}`, ...from.invoices.map((one) => `invoices ${one.id}`)];
  return { accountId, touched };
}

async function report(
  tx: Tx,
  {
    accountId,
    paymentId,
    said,
  }: { accountId: AccountId; paymentId: PaymentId; said: ProcessorRefund },
): Promise<AppliedRefund> {
  await giveWay(tx, { accountId, paymentId }, said.amountMinor);
  const { snapshot: bare, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const { snapshot, from } = await loadPaid(tx, bare, paymentId);
  const id = newId<RefundId>();
  const reported = { id, said, from, terms: catalog.refunds.atProcessor };
  const { decision } = decideReported(snapshot, reported, byTheProcessor);
  await commit(tx, [decision]);
  await knowAs(tx, said.id, { accountId, id });
  // Its balance is booked by what books any.
  return await applyOutcome(tx, { accountId, id }, said);
}

/**
 * What the processor made leaves no room there for as much of ours, so that those on their way end which do not fit beside
 * it: else it would be beyond what is left, without credits, and what they hold be there again once they are refused. One
 * of them that was made there all the same is heard of as another.
 */
async function giveWay(
  tx: Tx,
  { accountId, paymentId }: { accountId: AccountId; paymentId: PaymentId },
  roomFor: bigint,
): Promise<void> {
  for (const id of await listOnTheirWay(tx, accountId, paymentId)) {
    const { snapshot: bare } = await upToDate(tx, await lockAccounts(tx, [accountId]));
    const { snapshot, from, refund } = await loadRefund(tx, bare, id);
    const payment = from.payments.find((one) => one.id === paymentId);
    if (!payment || payment.leftMinor >= roomFor) return;
    const how = { refund, from, as: "failed" as const, code: "made_at_processor" };
    await commit(tx, [decideRelease(snapshot, how, byTheProcessor).decision]);
  }
}

/** One that ended without money is nothing the processor could still tell of: what it has is another. */
async function refundNamed(
  tx: Tx,
  { id, refundId }: ProcessorRefund,
): Promise<{ accountId: AccountId; id: RefundId } | undefined> {
  const known = await findInDirectory(tx, "processor_refund", id);
  if (known) return { accountId: known.account_id, id: known.id as RefundId };
  const named = refundId === null ? undefined : await findInDirectory(tx, "refund", refundId);
  if (!named || refundId === null) return undefined;
  const refund = await findRefund(tx, named.account_id, refundId);
  assert(refund, "a refund of the directory stands");
  const isOver = refund.status === "failed" || refund.status === "undone";
  return isOver ? undefined : { accountId: named.account_id, id: refundId };
}

async function knowAs(
  tx: Tx,
  key: string,
  of: { accountId: AccountId; id: RefundId },
): Promise<void> {
  if (await findInDirectory(tx, "processor_refund", key)) return;
  await insertDirectory(tx, [{ kind: "processor_refund", key, ...of }]);
}

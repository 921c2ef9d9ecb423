import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, DisputeId, PaymentId } from "@/lib/ids";
import { findInDirectory } from "../accounts/queries";
import { byTheProcessor } from "../by-the-processor";
import { commit } from "../commit";
import type { Author, Decision } from "../decision";
import { upToDate } from "../operate";
import type { ProcessorRefund } from "../payments/gateway";
import { loadPaid } from "../refunds/refundable-queries";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { decideAnew, decideLetGo } from "./decide-dispute";
import type { DisputeTerms } from "./dispute";
import { findDispute, listDisputesOfPayment, listUnsettled, readLost } from "./queries";

/**
 * What disputes of an account hold or took follows what else is given back of their charges: a refund that did not come
 * about leaves its credits to them, and not to be spent; a dispute that is won leaves room to others.
 */
export async function settleAnew(tx: Tx, accountId: AccountId): Promise<void> {
  for (const { id } of await listUnsettled(tx, accountId)) {
    await decideFor(tx, { accountId, id }, decideAnew);
  }
}

/**
 * A refund that the processor made is given back of the charge before anything disputed of it, whichever is heard of
 * first: disputes stand aside, until `settleAnew` in the same transaction.
 */
export async function standAside(
  tx: Tx,
  { id, chargeId, amountMinor: minor }: Pick<ProcessorRefund, "id" | "chargeId" | "amountMinor">,
): Promise<void> {
  if (chargeId === null || (await findInDirectory(tx, "processor_refund", id))) return;
  const payment = await findInDirectory(tx, "charge", chargeId);
  if (!payment) return;
  const { account_id: accountId, id: paymentId } = payment;
  for (const one of await listDisputesOfPayment(tx, accountId, paymentId as PaymentId)) {
    const letGo: Decide = (snapshot, { terms, ...known }, author) =>
      decideLetGo(snapshot, { ...known, coming: { minor, terms } }, author);
    await decideFor(tx, { accountId, id: one.id }, letGo);
  }
}

type Decide = (
  snapshot: Snapshot,
  known: Parameters<typeof decideAnew>[1] & { terms: DisputeTerms },
  author: Author,
) => Decision;

async function decideFor(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: DisputeId },
  decide: Decide,
): Promise<void> {
  const { snapshot: bare, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const dispute = await findDispute(tx, accountId, id);
  assert(dispute, "a dispute stays");
  const { snapshot, from } = await loadPaid(tx, bare, dispute.paymentId);
  const lost = await readLost(tx, accountId, id);
  const terms = catalog.refunds.atProcessor;
  await commit(tx, [decide(snapshot, { dispute, from, lost, terms }, byTheProcessor)]);
}

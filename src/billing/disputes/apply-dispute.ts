import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { type AccountId, type DisputeId, newId, type PaymentId } from "@/lib/ids";
import { findInDirectory } from "../accounts/queries";
import { commit } from "../commit";
import type { Author } from "../decision";
import { upToDate } from "../operate";
import type { ProcessorDispute } from "../payments/processor-disputes";
import { listInvoicesOfPayment, loadFor } from "../refunds/refundable-queries";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { decideDispute, decideHeldAgain, statusOf } from "./decide-dispute";
import { type DisputeState, type DisputeTerms, isInquiry, isOver } from "./dispute";
import { pauseForDispute } from "./pause";
import { findDispute, listMovementsOf, listOpenDisputes, readLost } from "./queries";

/** Who booked it: the processor said so. */
const byTheProcessor: Author = { actor: "system:processor", requestId: "processor" };

export type AppliedDispute = { accountId: AccountId; touched: string[] };

/**
 * Books what the processor says of a dispute, as it is there now: for answers to our calls and for events alike. One of a
 * charge we know is ours from the first time it is heard of. Undefined where its charge is none of ours.
 */
export async function applyDispute(
  tx: Tx,
  said: ProcessorDispute,
): Promise<AppliedDispute | undefined> {
  const payment = await findInDirectory(tx, "charge", said.chargeId);
  if (!payment) return undefined;
  const { account_id: accountId, id: paymentId } = payment;
  const { snapshot: bare, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  // Looked at under the lock: two who bring the same news book it once.
  const named = await findInDirectory(tx, "processor_dispute", said.id);
  const invoiceIds = await listInvoicesOfPayment(tx, accountId, paymentId as PaymentId);
  const { snapshot, from } = await loadOf(tx, bare, {
    invoiceIds,
    paymentId: paymentId as PaymentId,
  });
  const known = named && (await findDispute(tx, accountId, named.id as DisputeId));
  const [invoiceId] = invoiceIds;
  assert(invoiceId, "a charge is a payment of an invoice");
  const of = { paymentId: paymentId as PaymentId, invoiceId, at: snapshot.t };
  const dispute = known ?? newDispute(said, { ...of, terms: catalog.refunds.lostDispute });
  const told = {
    ...{ dispute, isNew: !known, from, said },
    known: await listMovementsOf(tx, accountId, dispute.id),
    lost: await readLost(tx, accountId, dispute.id),
  };
  const { decision, dispute: now } = decideDispute(snapshot, told, byTheProcessor);
  await commit(tx, [decision]);
  const isFirst = !known || isInquiry(known.status);
  if (isFirst && !isInquiry(now.status)) await pauseForDispute(tx, accountId, snapshot.t);
  const touched = [`disputes ${now.id}`, ...from.invoices.map(({ id }) => `invoices ${id}`)];
  return { accountId, touched };
}

/**
 * What open disputes of an account hold follows what else is given back of their charges: a refund that did not come
 * about leaves its credits to them, and not to be spent.
 */
export async function holdAgain(tx: Tx, accountId: AccountId): Promise<void> {
  const open = await listOpenDisputes(tx, accountId);
  for (const { id } of open) {
    const { snapshot: bare } = await upToDate(tx, await lockAccounts(tx, [accountId]));
    const dispute = await findDispute(tx, accountId, id);
    assert(dispute, "a dispute stays");
    const { paymentId } = dispute;
    const invoiceIds = await listInvoicesOfPayment(tx, accountId, paymentId);
    const { snapshot, from } = await loadOf(tx, bare, { invoiceIds, paymentId });
    await commit(tx, [decideHeldAgain(snapshot, { dispute, from }, byTheProcessor)]);
  }
}

async function loadOf(
  tx: Tx,
  bare: Snapshot,
  { invoiceIds, paymentId }: { invoiceIds: Parameters<typeof loadFor>[2]; paymentId: PaymentId },
) {
  const { snapshot, from: all } = await loadFor(tx, bare, invoiceIds);
  const from = { ...all, payments: all.payments.filter(({ id }) => id === paymentId) };
  return { snapshot, from };
}

function newDispute(
  said: ProcessorDispute,
  {
    at,
    terms,
    ...of
  }: Pick<DisputeState, "paymentId" | "invoiceId"> & { at: Date; terms: DisputeTerms },
): DisputeState {
  const status = statusOf(said.status, null);
  const { network, networkReason, reason, currency, amountMinor, dueBy, openedAt } = said;
  return {
    ...{ id: newId<DisputeId>(), ...of, processorDisputeId: said.id, status, ...terms },
    ...{ processorStatus: said.status, reason, network, networkReason, currency, amountMinor },
    ...{ returnedMinor: 0n, excessMinor: 0n, withdrawnMinor: 0n, reinstatedMinor: 0n },
    ...{ lostMinor: 0n, dueBy, submissions: said.submissions, openedAt, bookedAt: at },
    ...{ heldAt: null, closedAt: isOver(status) ? at : null },
  };
}

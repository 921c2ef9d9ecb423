import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { type AccountId, type DisputeId, newId, type PaymentId } from "@/lib/ids";
import { findInDirectory } from "../accounts/queries";
import { byTheProcessor } from "../by-the-processor";
import { commit } from "../commit";
import { upToDate } from "../operate";
import type { ProcessorDispute } from "../payments/processor-disputes";
import { loadPaid } from "../refunds/refundable-queries";
import { lockAccounts } from "../snapshot";
import { decideDispute, statusOf } from "./decide-dispute";
import { type DisputeState, type DisputeTerms, isInquiry, isOver } from "./dispute";
import { pauseForDispute } from "./pause";
import { findDispute, listMovementsOf, readLost } from "./queries";
import { settleAnew } from "./stand-aside";

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
  const { snapshot, from } = await loadPaid(tx, bare, paymentId as PaymentId);
  const known = named && (await findDispute(tx, accountId, named.id as DisputeId));
  const [invoice] = from.invoices;
  assert(invoice, "a charge is a payment of an invoice");
  const of = { paymentId: paymentId as PaymentId, invoiceId: invoice.id, at: snapshot.t };
  const dispute = known ?? newDispute(said, { ...of, terms: catalog.refunds.lostDispute });
  const told = {
    ...{ dispute, isNew: !known, from, said },
    known: await listMovementsOf(tx, accountId, dispute.id),
    lost: await readLost(tx, accountId, dispute.id),
  };
  const { decision, dispute: now } = decideDispute(snapshot, told, byTheProcessor);
  await commit(tx, [decision]);
  await settleAnew(tx, accountId);
  const isFirst = !known || isInquiry(known.status);
  if (isFirst && !isInquiry(now.status)) await pauseForDispute(tx, accountId, snapshot.t);
  const touched = [`disputes ${now.id}`, ...from.invoices.map(({ id }) => `invoices ${id}`)];
  return { accountId, touched };
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

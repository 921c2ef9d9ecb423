import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, DisputeId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { dayOf, type Period } from "@/lib/time";
import { findListedDispute } from "../disputes/list-queries";
import {
  type AgreedPlan,
  findDisputedPayment,
  listAgreedPlans,
  listPaidRefunds,
  listSentMails,
  listSignIns,
  listUsedDays,
  type PaidRefund,
  type PaidWith,
  type SentMail,
  type SignedIn,
  type UsedDay,
} from "./evidence-queries";
import { type InvoiceDocument, readDocument } from "./read-document";
import { readLedger } from "./read-ledger";

export type LedgerExtract = {
  at: Date;
  kind: string;
  reason: string;
  change: bigint;
  left: bigint;
};

/** All we can show a payer's bank of what it disputes: facts, each from where the books have it. */
export type EvidencePack = {
  invoice: InvoiceDocument;
  processorDisputeId: string;
  reason: string;
  amount: Money;
  openedAt: Date;
  dueBy: Date | null;
  /** From the start of what was paid for to the day it was disputed. */
  covers: Period;
  payment: PaidWith | null;
  plans: AgreedPlan[];
  usage: UsedDay[];
  signIns: SignedIn[];
  ledger: LedgerExtract[];
  mails: SentMail[];
  refunds: PaidRefund[];
};

// A bank's clerk reads a few pages: of what is many the newest.
const most = { signIns: 60, mails: 40, ledger: 120 };

/** The pack of a dispute; of the same books it says the same. Errors: not_found, invoice_not_issued. */
export async function readEvidence(
  tx: Tx,
  accountId: AccountId,
  disputeId: DisputeId,
): Promise<EvidencePack> {
  const found = await findListedDispute(tx, accountId, disputeId);
  if (!found) throw new BillingError("not_found", "There is no such dispute.");
  const { dispute, more } = found;
  const { invoiceId, openedAt } = dispute;
  const invoice = await readDocument(tx, accountId, invoiceId);
  const covers = { start: startOf(invoice), end: openedAt };
  const within = { accountId, ...covers };
  const zone = invoice.parties.timezone;
  const days = { from: dayOf(covers.start, zone), to: dayOf(openedAt, zone) };
  const { processorDisputeId, reason, dueBy } = dispute;
  return {
    ...{ invoice, processorDisputeId, reason, openedAt, dueBy, covers },
    amount: { minor: dispute.amountMinor, currency: dispute.currency },
    payment: (await findDisputedPayment(tx, accountId, more.chargeId)) ?? null,
    plans: await listAgreedPlans(tx, within),
    usage: await listUsedDays(tx, { accountId, ...days }),
    signIns: await listSignIns(tx, within, most.signIns),
    ledger: await ledgerOf(tx, accountId, { ...days, zone }),
    mails: await listSentMails(tx, within, most.mails),
    refunds: await listPaidRefunds(tx, { accountId, invoiceId }),
  };
}

function startOf({ groups, issuedAt }: InvoiceDocument): Date {
  const starts = groups.flatMap(({ lines }) => lines.map(({ period }) => period.start.getTime()));
  return new Date(Math.min(issuedAt.getTime(), ...starts));
}

async function ledgerOf(
  tx: Tx,
  accountId: AccountId,
  days: { from: string; to: string; zone: string },
): Promise<LedgerExtract[]> {
  const place = { before: null, after: null, limit: most.ledger };
  const question = { kind: null, grantId: null, ...days, ...place };
  const { entries } = await readLedger(tx, accountId, question);
  return entries.map(({ at, kind, reason, change, balance: left }) => ({
    ...{ at, kind, reason, change, left },
  }));
}

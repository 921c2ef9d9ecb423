import { previewAdjustment, requestAdjustment } from "@/billing/adjustments/request";
import { hashRequest } from "@/billing/operate";
import { GatewayError, type PaymentGateway } from "@/billing/payments/gateway";
import { bookDifference, bookOnHouse, openHouse } from "@/billing/reconciliation/book-house";
import { isTakenAlready } from "@/billing/reconciliation/credit-queries";
import type { StoredDifference } from "@/billing/reconciliation/difference-queries";
import { grantMissing } from "@/billing/reconciliation/grant-missing";
import { findLine } from "@/billing/reconciliation/line-queries";
import { findUnequal } from "@/billing/reconciliation/pair-queries";
import { lockAccounts } from "@/billing/snapshot";
import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { assert, BillingError, never } from "@/lib/errors";
import { type AccountId, type GrantId, type InvoiceId, newId } from "@/lib/ids";
import { handlerOf } from "./handlers";

/** Who sets what right. */
export type Fixing = {
  difference: StoredDifference;
  by: { actor: string; requestId: string; staffUserId: string };
};

/** On whose books it moved something; nobody's where it has nothing to do with ours. */
type Applied = { accountId: AccountId | null; waits: boolean };

/**
 * How a difference is set right: a piece that books it as any operation does, with all that had to be asked for asked
 * before its transaction. Each is what the product has for it; nothing is worked out a second time here.
 */
export async function prepareFix(
  db: Db,
  gateway: PaymentGateway | undefined,
  { difference, by }: Fixing,
): Promise<(tx: Tx) => Promise<Applied>> {
  const author = { actor: "system:reconciliation", requestId: by.requestId };
  switch (difference.fix) {
    case "ask_stripe":
      return await askStripe(gateway, difference);
    case "book_house":
      // The account stands before anything is shown on it.
      await inTransaction(db, openHouse);
      return async (tx) => {
        const line = await findLine(tx, difference.balanceTransactionId ?? "");
        assert(line, "a line that is missing here was listed");
        const accountId = await bookOnHouse(tx, line, { kind: "adjustment", author });
        return { accountId, waits: false };
      };
    case "book_difference":
      return (tx) => correct(tx, difference, author);
    case "grant":
      return async (tx) => {
        const { account, credits, facts, subject } = difference;
        assert(account && credits !== null, "a charge without its grant is an account's");
        const of = { accountId: account.id, credits: -credits, lineId: facts.line ?? "", subject };
        await grantMissing(tx, { ...of, invoiceId: facts.invoice as InvoiceId }, author);
        return { accountId: account.id, waits: false };
      };
    case "revoke":
      return (tx) => revoke(tx, { difference, by });
    case null:
      throw new BillingError("invalid_input", "Only a person can tell what sets this right.", {
        field: "differenceId",
      });
    default:
      return never(difference.fix);
  }
}

/** What an event about it does: it is asked for as it is there now, and booked. */
async function askStripe(
  gateway: PaymentGateway | undefined,
  { facts }: StoredDifference,
): Promise<(tx: Tx) => Promise<Applied>> {
  if (!gateway) throw new BillingError("no_processor", "No Stripe is set up to be asked.");
  const id = facts.source ?? "";
  const handler = handlerOf(typeOf(id));
  if (!handler) throw new BillingError("invalid_input", "Stripe has no name for this.");
  const fetched = await handler.fetch(gateway, id).catch(asAway);
  return async (tx) => {
    const handled = await handler.apply(tx, fetched, id);
    const accountId = handled.result === "unknown_object" ? null : handled.accountId;
    return { accountId, waits: false };
  };
}

function typeOf(id: string): string {
  if (/^(re|pyr)_/.test(id)) return "refund.updated";
  return /^(dp|du)_/.test(id) ? "charge.dispute.updated" : "charge.succeeded";
}

function asAway(error: unknown): never {
  if (!(error instanceof GatewayError)) throw error;
  throw new BillingError("retry_later", "Stripe does not answer this now.", {
    retryAfterSeconds: 30,
  });
}

async function correct(
  tx: Tx,
  { balanceTransactionId }: StoredDifference,
  author: { actor: string; requestId: string },
): Promise<Applied> {
  const lineId = balanceTransactionId ?? "";
  const [line, pair] = [await findLine(tx, lineId), await findUnequal(tx, lineId)];
  if (!line || !pair?.theirs || !pair.ours) return { accountId: null, waits: false };
  const { theirs, ours } = pair;
  const of = {
    ...{ accountId: ours.accountId, line },
    amountMinor: theirs.amountMinor - ours.amountMinor,
    feeMinor: theirs.feeMinor - ours.feeMinor,
  };
  await bookDifference(tx, of, author);
  return { accountId: ours.accountId, waits: false };
}

/** An adjustment as staff ask for one: above the limit it waits for a second person. */
async function revoke(tx: Tx, { difference, by }: Fixing): Promise<Applied> {
  const { account, credits, facts } = difference;
  assert(account && credits !== null, "a grant without its charge is an account's");
  const author = { actor: by.actor, requestId: by.requestId };
  const wish = { kind: "revoke", grantId: facts.grant as GrantId, credits } as const;
  const { id: accountId } = account;
  const reason = `Reconciliation: ${difference.subject}`;
  // Under the lock, so that of two of us who take them at once the second sees the first's.
  await lockAccounts(tx, [accountId]);
  if (await isTakenAlready(tx, { accountId, reason, differenceId: difference.id })) {
    throw new BillingError(
      "invalid_input",
      "Taking these credits back is asked for already. Look at the approvals, or compare again.",
      { field: "differenceId" },
    );
  }
  const shown = await previewAdjustment(tx, { accountId, author }, wish);
  const asked = { quoteId: shown.quoteId, reason };
  const procedure = "reconciliation.fix";
  const outcome = await requestAdjustment(tx, {
    ...{ accountId, author, procedure, ...asked, staffUserId: by.staffUserId },
    ...{ key: newId<string>(), requestHash: hashRequest(procedure, asked) },
  });
  assert(!outcome.stale, "a quote just made is not stale");
  return { accountId, waits: outcome.answer.status === "waiting" };
}

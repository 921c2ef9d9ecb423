import { BillingError } from "@/lib/errors";
import type { GrantId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, LedgerTransactionKind, TransferDraft } from "../decision";
import type { GrantState, Snapshot } from "../state";

/** A ledger transaction as it stands in the books. */
export type BookedTransaction = {
  version: bigint;
  kind: LedgerTransactionKind;
  transfers: (TransferDraft & { position: number; isReversed: boolean })[];
};

export type ReverseRequest = { version: bigint; reason: string };

// What consumptions, holds, invoices or a plan period stand on is undone by an operation of its own.
const reversible: readonly LedgerTransactionKind[] = ["grant", "revoke"];

/**
 * Undoes a ledger transaction by its mirror, once: the books are never edited (DESIGN §3).
 *
 * `named` are the grants it moved, open or not. A grant can be taken back only while all of it is left;
 * revoked credits come back only to a grant that is still usable, and first repay debt.
 */
export function decideReverse(
  snapshot: Snapshot,
  { original, named, reason }: { original: BookedTransaction; named: GrantState[]; reason: string },
  author: Author,
): Decision {
  assertReversible(original);
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  for (const { from, to, position, isReversed: _, ...transfer } of original.transfers) {
    const id = (from.kind === "grant" ? from.id : to.id) as string as GrantId;
    const grant = draft.grants.find((one) => one.id === id) ?? reopen(draft, named, id);
    assertWithinItsTime(grant, t);
    if (to.kind === "grant") assertLeft(grant, transfer.amount);
    draft.transfer(draft.transaction("reverse", t, reason), {
      ...transfer,
      from: to,
      to: from,
      reversed: { version: original.version, position },
    });
    if (from.kind === "grant") draft.repayDebt(grant.id, t);
  }
  return draft.finish(t);
}

function assertReversible({ version, kind, transfers }: BookedTransaction): void {
  const facts = { field: "version", version, kind };
  if (transfers.some(({ isReversed }) => isReversed)) {
    throw new BillingError("invalid_input", "This ledger transaction was reversed already.", facts);
  }
  const ofPlan = kind === "grant" && transfers.some(({ planPeriodId }) => planPeriodId);
  if (!reversible.includes(kind) || ofPlan) {
    throw new BillingError(
      "invalid_input",
      "Only grants outside a plan and revocations can be reversed.",
      facts,
    );
  }
}

/** A grant with nothing left was closed; what comes back opens it again. */
function reopen(draft: AccountDraft, named: readonly GrantState[], id: GrantId): GrantState {
  const closed = named.find((one) => one.id === id);
  if (!closed) throw new BillingError("not_found", "There is no such grant.", { field: "version" });
  const grant = { ...closed, remaining: 0n, held: 0n };
  draft.grants.push(grant);
  draft.decision.closedGrants.push({ id, at: null });
  return grant;
}

function assertWithinItsTime({ expiresAt }: GrantState, t: Date): void {
  if (expiresAt === null || t < expiresAt) return;
  throw new BillingError("invalid_input", "The grant's time is over.", {
    field: "version",
    expiresAt,
  });
}

function assertLeft({ remaining }: GrantState, amount: bigint): void {
  if (amount <= remaining) return;
  throw new BillingError(
    "insufficient_credits",
    `Only ${remaining} of the ${amount} credits granted are left.`,
    { needed: amount, available: remaining },
  );
}

import type { DisputeId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { keepCredits, releaseKept } from "../refunds/held-credits";
import { type PlannedLine, planLine } from "../refunds/plan-refund";
import { type Refundable, spreadOverDocuments } from "../refunds/refundable";
import { type Given, givenOf, newReturn, setGiven } from "../refunds/returned";
import type { DisputeState, DisputeTerms } from "./dispute";

/** What others give back of a charge: all but the dispute itself. */
export function withoutDispute(from: Refundable, dispute: DisputeState): Refundable {
  const own = givenByDispute(from, dispute.id);
  const of = (invoiceId: string) =>
    own
      .filter(({ invoice }) => invoice.id === invoiceId)
      .reduce((sum, { given }) => sum + given.netMinor + given.taxMinor, 0n);
  return {
    ...from,
    returns: new Map(
      [...from.returns].map(([id, all]) => [id, all.filter((one) => one.disputeId !== dispute.id)]),
    ),
    payments: from.payments.map((one) => ({
      ...one,
      leftMinor: one.leftMinor + dispute.returnedMinor,
    })),
    invoices: from.invoices.map((one) => ({
      ...one,
      cardLeftMinor: one.cardLeftMinor + of(one.id),
    })),
  };
}

export function givenByDispute(from: Refundable, id: DisputeId): Given[] {
  return givenOf(from, (one) => one.disputeId === id);
}

/** What a dispute takes of which line, beside what others take; `kept` credits of a line are on hold for it. */
export function planDispute(
  draft: AccountDraft,
  {
    dispute,
    grossMinor,
    others,
    kept = new Map(),
    terms = dispute,
  }: {
    dispute: DisputeState;
    grossMinor: bigint;
    others: Refundable;
    kept?: ReadonlyMap<string, bigint>;
    terms?: DisputeTerms;
  },
): PlannedLine[] {
  const asked = { amountMinor: grossMinor, currency: dispute.currency };
  return spreadOverDocuments(asked, others).map((one) =>
    planLine(draft, one, { terms, from: others, kept: kept.get(one.line.id) ?? 0n }),
  );
}

/**
 * While nobody knows, the slice of the disputed gross is held (BOOKS B13): provisional, so that it follows what else is
 * given back meanwhile. Where it stands as it is to, nothing moves.
 */
export function holdDisputed(
  draft: AccountDraft,
  dispute: DisputeState,
  from: Refundable,
): DisputeState {
  const others = withoutDispute(from, dispute);
  const own = givenByDispute(from, dispute.id);
  const gross = dispute.amountMinor;
  if (dispute.heldAt !== null) {
    const now = planDispute(draft, { dispute, grossMinor: gross, others });
    const isWhole = dispute.returnedMinor + dispute.excessMinor === gross;
    if (isWhole && sameSlices(own, now)) return dispute;
    giveUp(draft, dispute, from);
  }
  const lines = planDispute(draft, { dispute, grossMinor: gross, others });
  keepCredits(draft, { disputeId: dispute.id }, lines);
  return { ...reserve(draft, dispute, lines), heldAt: dispute.heldAt ?? draft.snapshot.t };
}

/** Marks what a dispute gives back of each line: from here on nothing of that is given back by anything else. */
export function reserve(
  draft: AccountDraft,
  dispute: DisputeState,
  lines: readonly PlannedLine[],
  grossMinor = dispute.amountMinor,
): DisputeState {
  for (const { line, netMinor, taxMinor, settled } of lines) {
    const { short: _, ...slice } = settled;
    setGiven(
      draft,
      newReturn({
        ...{ kind: "dispute", lineId: line.id, disputeId: dispute.id, invoiceId: null },
        ...{ netMinor, taxMinor, ...slice, returnedAt: draft.snapshot.t },
      }),
    );
  }
  const returnedMinor = lines.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0n);
  return { ...dispute, returnedMinor, excessMinor: grossMinor - returnedMinor };
}

/** Nothing of the charge is taken for it: what is held is there again, and its slices are given up. */
export function giveUp(draft: AccountDraft, dispute: DisputeState, from: Refundable): DisputeState {
  releaseKept(draft, { disputeId: dispute.id });
  for (const { given } of givenByDispute(from, dispute.id)) {
    setGiven(draft, { ...given, stands: false });
  }
  return { ...dispute, returnedMinor: 0n, excessMinor: 0n };
}

/** By what each line gives back and by its slice; what was spent since is settled only once it is lost. */
function sameSlices(own: readonly Given[], now: readonly PlannedLine[]): boolean {
  return (
    own.length === now.length &&
    now.every((one) =>
      own.some(
        ({ line, given }) =>
          line.id === one.line.id &&
          given.netMinor + given.taxMinor === one.netMinor + one.taxMinor &&
          given.slice === one.settled.slice,
      ),
    )
  );
}

import type { QuoteId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { availableCredits } from "../credits/burn-down";
import type { Decision, InvoiceLineDraft } from "../decision";
import { carriedWith } from "../invoices/carried";
import { totalOf } from "../invoices/lines";
import { isRounding } from "../invoices/rounding";
import type { CreditMovement, Preview, PreviewLine } from "../quotes/preview";
import type { PlanVersion, Snapshot } from "../state";
import type { Changed } from "./decide-change";
import { followingInvoice } from "./following-invoice";

export type Shown = {
  quoteId: QuoteId;
  expiresAt: Date;
  snapshot: Snapshot;
  decision: Decision;
  draft: AccountDraft;
  changed: Changed;
  /** The plan that renews next; null where none does. */
  following: PlanVersion | null;
};

/** A decision as people are shown it before it is made: nothing is worked out a second time. */
export function previewOf(shown: Shown): Preview {
  const { quoteId, expiresAt, snapshot, draft, changed } = shown;
  const at = draft.snapshot.t;
  return {
    quoteId,
    effectiveAt: changed.effectiveAt,
    expiresAt,
    outcome: changed.outcome,
    money: moneyOf(shown),
    credits: {
      movements: movementsOf(shown),
      before: availableCredits(snapshot.grants, at),
      after: availableCredits(draft.grants, at),
      shortfall: changed.lacked,
    },
  };
}

function moneyOf({ snapshot, decision, draft, changed, following }: Shown): Preview["money"] {
  const { currency } = snapshot;
  const money = (minor: bigint) => ({ minor, currency });
  const { invoice, onDraft } = changed;
  const lines = newLines(snapshot, invoice?.lines ?? []);
  const total = totalOf(lines);
  const tax = lines.reduce((sum, line) => sum + line.taxMinor, 0n);
  const move = decision.invoiceMoves.find(({ id }) => id === invoice?.id);
  const applied = move?.creditAppliedMinor ?? 0n;
  const next = followingInvoice(draft, { following, at: nextRenewal(draft, changed) });
  const own = onDraft || total < 0n ? 0n : total - applied;
  const waiting = draft.receivables.find(({ id }) => id === invoice?.id);
  const isCarried = waiting?.dueAt === null;
  const before = waiting ? carriedWith(draft.receivables, waiting) : [];
  const carriedIn = before.reduce((sum, one) => sum + one.totalMinor - one.paidMinor, 0n);
  return {
    lines: lines.map((line) => lineOf(line, { currency, plan: planOf(line, snapshot, changed) })),
    subtotal: money(total - tax),
    tax: money(tax),
    total: money(total),
    creditApplied: money(onDraft ? 0n : applied),
    creditKept: money(!onDraft && total < 0n ? -total : 0n),
    carriedIn: money(carriedIn),
    carriedOn: money(isCarried ? own : 0n),
    dueNow: money(isCarried ? 0n : own + carriedIn),
    onDraft,
    nextInvoice: money(next.minor),
    nextInvoiceAt: next.at,
  };
}

/** What a draft had before is not of this change; of a discount or a tax it had, only what is more. */
function newLines(snapshot: Snapshot, lines: readonly InvoiceLineDraft[]): InvoiceLineDraft[] {
  const known = new Map(snapshot.openInvoices.flatMap((one) => one.lines.map((of) => [of.id, of])));
  return lines.flatMap((line) => {
    const before = known.get(line.id);
    if (!before) return [line];
    const amountMinor = line.amountMinor - before.amountMinor;
    const isShared = line.kind === "discount" || line.kind === "tax" || isRounding(line);
    return isShared && amountMinor !== 0n ? [{ ...line, amountMinor }] : [];
  });
}

/** The name of the plan a line is about: the one that runs, the one that comes, or one left before. */
function planOf(
  { planVersionId }: InvoiceLineDraft,
  { period, versions, periodVersions }: Snapshot,
  changed: Changed,
): string | null {
  const known = [
    ...[period?.version, changed.period?.version],
    ...[...versions.values(), ...periodVersions.values()],
  ];
  return known.find((version) => version?.id === planVersionId)?.planName ?? null;
}

function lineOf(
  line: InvoiceLineDraft,
  { currency, plan }: { currency: string; plan: string | null },
): PreviewLine {
  const { kind, description, periodStart, periodEnd, quantity, unitPrice, credits, facts } = line;
  return {
    ...{ kind, plan, description, periodStart, periodEnd, quantity, unitPrice, credits, facts },
    amount: { minor: line.amountMinor, currency },
    discount: { minor: line.discountMinor, currency },
    tax: { minor: line.taxMinor, currency },
  };
}

function nextRenewal(draft: AccountDraft, { period, effectiveAt, outcome }: Changed): Date | null {
  if (outcome === "scheduled") return effectiveAt;
  return (period ?? draft.period)?.endsAt ?? null;
}

function movementsOf({ snapshot, decision, draft, changed }: Shown): CreditMovement[] {
  if (changed.outcome === "scheduled") return laterMovements(snapshot, changed);
  const expiryOf = (id: string | null) =>
    draft.grants.find((grant) => grant.id === id)?.expiresAt ?? null;
  const moved = decision.transactions.flatMap(({ occurredAt: at, transfers }) =>
    transfers.flatMap((transfer): CreditMovement[] => {
      const kind = kindOf(transfer.from.kind, transfer.to.kind);
      if (!kind) return [];
      const grantId = transfer.grantId ?? null;
      return [{ kind, credits: transfer.amount, grantId, at, expiresAt: expiryOf(grantId) }];
    }),
  );
  const old = snapshot.period;
  const isLeft = old !== null && draft.period?.id !== old.id;
  const stays = draft.grants
    .filter((grant) => isLeft && grant.planPeriodId === old.id && grant.remaining > 0n)
    .map(
      ({ id, remaining, expiresAt }): CreditMovement => ({
        ...{ kind: "stays", credits: remaining, grantId: id, at: changed.effectiveAt, expiresAt },
      }),
    );
  return [...moved, ...stays];
}

function kindOf(from: string, to: string): CreditMovement["kind"] | null {
  if (from.startsWith("issued.") && to === "grant") return "granted";
  if (from === "grant" && to === "revoked") return "taken_back";
  if (from === "debt" && to === "revoked") return "owed";
  return from === "grant" && to === "debt" ? "repaid" : null;
}

/** At the end of the period: what of the allowance is still left then expires, and the next one comes. */
function laterMovements(
  { grants, period, t }: Snapshot,
  { effectiveAt: at, granted }: Changed,
): CreditMovement[] {
  const ending = grants.filter(
    (grant) =>
      grant.planPeriodId === period?.id &&
      grant.remaining > 0n &&
      grant.effectiveAt <= t &&
      grant.expiresAt !== null &&
      grant.expiresAt <= at,
  );
  const expires = ending.map(
    ({ id, remaining, expiresAt }): CreditMovement => ({
      ...{ kind: "expires", credits: remaining, grantId: id, at, expiresAt },
    }),
  );
  if (granted === 0n) return expires;
  return [...expires, { kind: "granted", credits: granted, grantId: null, at, expiresAt: null }];
}

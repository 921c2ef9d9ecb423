import { assert } from "@/lib/errors";
import type { Happenings } from "./alerts/decide-alerts";
import type { Author, Decision, HoldClosing, InvoiceDraft, PlanPeriodChange } from "./decision";
import { DecisionDraft } from "./draft";
import { nextDueAt } from "./due";
import type { HoldState, PendingPeriod, PeriodState, Snapshot } from "./state";

/** A decision in the making on a whole account: with its holds, its open period and its drafts. */
export class AccountDraft extends DecisionDraft {
  holds: HoldState[];
  period: PeriodState | null;
  pending: PendingPeriod | null;
  invoices: InvoiceDraft[];
  /** Where the slice before the current one ended: its grace hour follows. */
  closedSliceEnd: Date | null;

  constructor(
    override readonly snapshot: Snapshot,
    author: Author,
  ) {
    super(snapshot, author);
    this.holds = [...snapshot.holds];
    this.period = snapshot.period;
    this.pending = snapshot.pending;
    this.closedSliceEnd = snapshot.previous?.slice.endsAt ?? null;
    this.invoices = snapshot.openInvoices
      .filter((invoice) => invoice.status === "draft")
      .map(({ id, subscriptionId, currency, grants, createdAt, issueAt, lines }) => {
        assert(issueAt, "a draft says when it will be issued");
        return {
          id,
          isNew: false,
          subscriptionId,
          currency,
          grants,
          createdAt,
          issueAt,
          lines,
          issue: null,
        };
      });
  }

  /** Ends a hold; what it had taken is no longer held, wherever its caller sends it. */
  closeHold(hold: HoldState, closing: HoldClosing): void {
    this.decision.closedHolds.push(closing);
    this.holds = this.holds.filter((one) => one.id !== hold.id);
  }

  changePeriod(change: PlanPeriodChange): void {
    const { periodChanges } = this.decision;
    const earlier = periodChanges.findIndex((one) => one.id === change.id);
    if (earlier >= 0) periodChanges.splice(earlier, 1);
    periodChanges.push(change);
  }

  /** Writes an invoice as it now stands; a draft changed twice in one decision is written once. */
  writeInvoice(invoice: InvoiceDraft): void {
    const written = this.decision.invoices.findIndex((one) => one.id === invoice.id);
    if (written >= 0) this.decision.invoices.splice(written, 1);
    this.decision.invoices.push(invoice);
    this.invoices = this.invoices.filter((one) => one.id !== invoice.id);
    if (invoice.issue === null) this.invoices.push(invoice);
  }

  /** The last step of every decision: what it fires, what is spent is closed, when it is due next. */
  finish(at: Date): Decision {
    this.tellAlerts(at, this.period, this.happenings());
    this.closeSpentGrants(at);
    this.tellDepleted(at);
    const closed = new Set(
      this.decision.closedGrants.filter(({ at: closedAt }) => closedAt).map(({ id }) => id),
    );
    this.decision.dueAt = nextDueAt({
      t: at,
      houseTimezone: this.snapshot.houseTimezone,
      grants: this.grants.filter((grant) => !closed.has(grant.id)),
      holds: this.holds,
      drafts: this.invoices,
      period: this.period,
      pending: this.pending,
      overage: this.overage,
      closedSliceEnd: this.closedSliceEnd,
    });
    return this.decision;
  }

  private happenings(): Happenings {
    const [before, now] = [this.snapshot.period?.version, this.period?.version];
    return {
      issuedInvoices: this.decision.invoices.flatMap(({ id, issue }) => (issue ? [id] : [])),
      planChangedTo: before?.plan === now?.plan ? null : (now?.planName ?? ""),
    };
  }
}

import { assert } from "@/lib/errors";
import type { DiscountId, InvoiceId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { Happenings } from "./alerts/decide-alerts";
import type {
  Author,
  Decision,
  HoldClosing,
  InvoiceDraft,
  InvoiceMove,
  LineEarning,
  LineReturn,
  PlanPeriodChange,
  ScheduledChange,
} from "./decision";
import { DecisionDraft, putLast } from "./draft";
import { nextDueAt, nextEarnsAt } from "./due";
import { unearned } from "./earning";
import { carriedOn } from "./invoices/carried";
import { draftsOf } from "./invoices/drafts";
import type { AccountTerms, DiscountCycles, DiscountState } from "./invoices/terms";
import { followReceivables } from "./payments/collections";
import type {
  CollectionState,
  GrantState,
  HoldState,
  InvoiceState,
  LineState,
  PendingPeriod,
  PeriodState,
  Snapshot,
} from "./state";

/** A decision in the making on a whole account: with its holds, its open period and its drafts. */
export class AccountDraft extends DecisionDraft {
  holds: HoldState[];
  period: PeriodState | null;
  pending: PendingPeriod | null;
  invoices: InvoiceDraft[];
  /** Issued ones that wait for money. */
  receivables: InvoiceState[];
  lines: LineState[];
  scheduled: ScheduledChange[];
  accountCreditMinor: bigint;
  /** On their way to their money at the processor. */
  collections: CollectionState[];
  /** Its discounts, with the cycles this decision took up, and its taxes. */
  terms: AccountTerms;
  /** Discounts that took up a cycle in this decision, as they stood before that. */
  readonly cyclesBefore = new Map<DiscountId, DiscountCycles>();
  /** What became paid in this decision: its credits may have waited for that. */
  readonly paidInvoices: InvoiceState[] = [];
  /** To which instant this decision has recognized the account already. */
  recognizedTo: Date | null = null;
  /** The end of the day of the books whose earnings are booked next. */
  earnsAt: Date | null;

  constructor(
    override readonly snapshot: Snapshot,
    author: Author,
  ) {
    super(snapshot, author);
    this.holds = [...snapshot.holds];
    this.period = snapshot.period;
    this.pending = snapshot.pending;
    this.receivables = snapshot.openInvoices.filter(({ status }) => status === "issued");
    this.lines = snapshot.lines.map((line) => ({ ...line }));
    this.scheduled = [...snapshot.scheduled];
    this.accountCreditMinor = snapshot.accountCreditMinor;
    this.collections = [...snapshot.collections];
    this.terms = snapshot.terms;
    this.invoices = draftsOf(snapshot.openInvoices);
    this.earnsAt = snapshot.head.earnsAt;
  }

  /** Ends a hold; what it had taken is no longer held, wherever its caller sends it. */
  closeHold(hold: HoldState, closing: HoldClosing): void {
    this.decision.closedHolds.push(closing);
    this.holds = this.holds.filter((one) => one.id !== hold.id);
  }

  /** A period as it now stands; one this decision opens is written so at once. */
  changePeriod(change: PlanPeriodChange): void {
    const { periods, periodChanges } = this.decision;
    const fresh = periods.find(({ id }) => id === change.id);
    if (fresh) {
      // Rows are changed before new ones are written: nothing would come of a change.
      assert(change.closedBy === null && !change.opens, "a period opens and ends in two decisions");
      const { endsAt, slice, allowanceGranted, cycleOverage = fresh.cycleOverage } = change;
      Object.assign(fresh, { endsAt, slice, allowanceGranted, cycleOverage });
      return;
    }
    putLast(periodChanges, change, ({ id }) => id === change.id);
  }

  /** What of a line is earned and returned, as it now stands; a line that has nothing left is closed. */
  setEarning(line: LineState, change: Partial<LineEarning>): void {
    const changed = { ...line.earning, ...change };
    line.earning = { ...changed, open: unearned(changed) > 0n };
    putLast(this.decision.earnings, line.earning, ({ lineId }) => lineId === line.id);
  }

  /** Money a line gave back, with the credits that owns; written again when it is given up. */
  setReturn(line: LineState, change: LineReturn): void {
    putLast(this.decision.returns, change, ({ id }) => id === change.id);
    line.returns = line.returns.filter(({ id }) => id !== change.id);
    if (change.stands) line.returns.push(change);
  }

  /** Discounts as they now stand; those that took up a cycle are written. */
  setDiscounts(discounts: readonly DiscountState[]): void {
    const before = new Map(this.snapshot.terms.discounts.map((one) => [one.id, one]));
    for (const { id, cyclesUsed, coveredFrom, coveredThrough } of this.terms.discounts) {
      const now = discounts.find((one) => one.id === id);
      if (!now || now.cyclesUsed <= cyclesUsed || this.cyclesBefore.has(id)) continue;
      this.cyclesBefore.set(id, { id, cyclesUsed, coveredFrom, coveredThrough });
    }
    this.terms = { ...this.terms, discounts };
    this.decision.discounts = discounts.filter((one) => {
      const known = before.get(one.id);
      return (
        known?.cyclesUsed !== one.cyclesUsed ||
        known.coveredThrough?.getTime() !== one.coveredThrough?.getTime()
      );
    });
  }

  /** A change that waits, as it now stands. */
  setScheduled(change: ScheduledChange): void {
    putLast(this.decision.scheduledChanges, change, ({ id }) => id === change.id);
    this.scheduled = this.scheduled.filter(({ id }) => id !== change.id);
    if (change.status === "waiting") this.scheduled.push(change);
  }

  /** An invoice that was just issued and waits for money. */
  addReceivable(invoice: InvoiceDraft, at: Date): void {
    const totalMinor = invoice.lines.reduce((sum, line) => sum + line.amountMinor, 0n);
    const { paymentTermsDays } = this.snapshot;
    if (totalMinor <= 0n) {
      if (totalMinor === 0n) this.settleNothing(invoice, at);
      return;
    }
    this.receivables.push({
      ...invoice,
      status: "issued",
      totalMinor,
      paidMinor: 0n,
      creditAppliedMinor: 0n,
      issuedAt: at,
      failedAt: null,
      dueAt: addSeconds(at, paymentTermsDays * 86_400),
    });
  }

  /** Whether an amount, with what is carried to it, is less than can be charged (BOOKS B11). */
  isTooSmall(minor: bigint, of: InvoiceId | null = null): boolean {
    const { minimumMinor } = this.snapshot;
    const before = carriedOn(this.receivables.filter(({ id }) => id !== of));
    const open = before.reduce((sum, one) => sum + one.totalMinor - one.paidMinor, minor);
    return minor > 0n && open < minimumMinor;
  }

  /** An issued invoice of which too little is left to be charged by itself: due with the next. */
  carryIfSmall(id: InvoiceId): void {
    const one = this.receivables.find((invoice) => invoice.id === id);
    if (!one || one.dueAt === null || !this.isTooSmall(one.totalMinor - one.paidMinor, id)) return;
    const { paidMinor, creditAppliedMinor } = one;
    const figures = { paidMinor, creditAppliedMinor, closedAt: null };
    this.moveInvoice({ id, status: "issued", ...figures, carried: true });
  }

  /** Nothing is owed on it, so it is paid as it is issued. */
  private settleNothing(invoice: InvoiceDraft, at: Date): void {
    const settled = { paidMinor: 0n, creditAppliedMinor: 0n };
    this.moveInvoice({ id: invoice.id, status: "paid", ...settled, closedAt: at });
    const when = { issuedAt: at, dueAt: at, failedAt: null };
    const state = { ...invoice, ...settled, ...when, status: "issued" as const, totalMinor: 0n };
    this.paidInvoices.push(state);
  }

  /** An issued document's next state. */
  moveInvoice(move: InvoiceMove): void {
    const { invoiceMoves } = this.decision;
    const place = invoiceMoves.findIndex(({ id }) => id === move.id);
    const [earlier] = place >= 0 ? invoiceMoves.splice(place, 1) : [];
    invoiceMoves.push(earlier?.carried ? { ...move, carried: true } : move);
    const { id, paidMinor, creditAppliedMinor } = move;
    const changed = { paidMinor, creditAppliedMinor, ...(move.carried ? { dueAt: null } : {}) };
    this.receivables = this.receivables
      .map((one) => (one.id === id ? { ...one, ...changed } : one))
      .filter((one) => one.id !== id || move.status === "issued");
  }

  /** Writes an invoice as it now stands; a draft changed twice in one decision is written once. */
  writeInvoice(invoice: InvoiceDraft): void {
    const written = this.decision.invoices.findIndex((one) => one.id === invoice.id);
    if (written >= 0) this.decision.invoices.splice(written, 1);
    this.decision.invoices.push(invoice);
    this.invoices = this.invoices.filter((one) => one.id !== invoice.id);
    if (invoice.issue === null) this.invoices.push(invoice);
  }

  /**
   * The last step of every decision: what it fires, what is spent is closed, when it is due next. `ended` are
   * credits whose time was over at this very instant.
   */
  finish(at: Date, ended = 0n): Decision {
    followReceivables(this, at);
    this.tellAlerts(at, this.period, this.happenings());
    this.closeSpentGrants(at);
    this.tellDepleted(at, this.period, ended);
    const closed = new Set(
      this.decision.closedGrants.filter(({ at: closedAt }) => closedAt).map(({ id }) => id),
    );
    this.decision.dueAt = this.nextDue(
      at,
      this.grants.filter((grant) => !closed.has(grant.id)),
    );
    this.decision.earnsAt = nextEarnsAt(this, at);
    return this.decision;
  }

  /** When something happens to the account by itself, as it now stands. */
  nextDue(at: Date, grants: readonly GrantState[] = this.grants): Date | null {
    return nextDueAt({
      t: at,
      houseTimezone: this.snapshot.houseTimezone,
      grants,
      holds: this.holds,
      drafts: this.invoices,
      receivables: this.receivables,
      period: this.period,
      pending: this.pending,
      overage: this.overage,
      scheduled: this.scheduled,
    });
  }

  private happenings(): Happenings {
    const [before, now] = [this.snapshot.period?.version, this.period?.version];
    return {
      issuedInvoices: this.decision.invoices.flatMap(({ id, issue }) => (issue ? [id] : [])),
      planChangedTo: before?.plan === now?.plan ? null : (now?.planName ?? ""),
    };
  }
}

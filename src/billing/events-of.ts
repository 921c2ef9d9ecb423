import { assert } from "@/lib/errors";
import type { Decision, GrantDraft, InvoiceMove } from "./decision";
import type { DomainEvent } from "./domain-event";

/**
 * All a decision tells the app backend. What its rows say by themselves follows from them, so that nobody
 * who opens a period, grants credits or issues an invoice can forget to tell; the rest it says itself.
 */
export function eventsOf(decision: Decision): DomainEvent[] {
  return [
    ...started(decision),
    ...decision.grants.filter(isTold).map(creditsGranted),
    ...decision.invoices.flatMap(({ id: invoiceId, issue }) =>
      issue ? [{ type: "invoice.issued" as const, occurredAt: issue.at, data: { invoiceId } }] : [],
    ),
    ...decision.invoiceMoves.flatMap(invoicePaid),
    ...paymentsFailed(decision),
    ...decision.events,
  ];
}

/** A credit note is settled as it is issued, and nobody paid it. */
function invoicePaid({ id: invoiceId, status, paidMinor, closedAt }: InvoiceMove): DomainEvent[] {
  if (status !== "paid" || closedAt === null || paidMinor < 0n) return [];
  return [{ type: "invoice.paid", occurredAt: closedAt, data: { invoiceId } }];
}

/** Told with what the decision makes of it: when it is tried again. */
function paymentsFailed({ collecting }: Decision): DomainEvent[] {
  const { failures = [], collections = [] } = collecting ?? {};
  return failures.flatMap(({ collectionId, code, declineCode, toldAt }) => {
    const collection = collections.find(({ id }) => id === collectionId);
    assert(collection, "who tells of a failure writes its collection");
    const { invoiceId, nextAttemptAt } = collection;
    const data = { invoiceId, code, declineCode, nextAttemptAt };
    return [{ type: "invoice.payment_failed" as const, occurredAt: toldAt, data }];
  });
}

/** Those that open at once, and those dated ahead or paid for since whose time has come. */
function started({ periods, periodChanges }: Decision): DomainEvent[] {
  const opened = periods.filter(({ state }) => state === "open");
  const due = periodChanges.filter(({ opens }) => opens === true);
  return [
    ...opened.map(({ id, startsAt }) => ({ id, startsAt })),
    ...due.map(({ id, slice }) => ({ id, startsAt: slice.startsAt })),
  ].map(({ id: planPeriodId, startsAt: occurredAt }) => ({
    ...{ type: "period.started", occurredAt, data: { planPeriodId } },
  }));
}

/** What rolls over was granted before. */
function isTold({ category }: GrantDraft): boolean {
  return category !== "rollover";
}

function creditsGranted(grant: GrantDraft): DomainEvent {
  const { id, category, amount, effectiveAt, expiresAt, planPeriodId, reason, issuedAt } = grant;
  const data = { grantId: id, category, credits: amount, effectiveAt, expiresAt, planPeriodId };
  return { type: "credits.granted", occurredAt: issuedAt, data: { ...data, reason } };
}

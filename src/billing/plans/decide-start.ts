import { BillingError } from "@/lib/errors";
import {
  type GrantId,
  type InvoiceId,
  newId,
  type PlanPeriodId,
  type SubscriptionId,
} from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, GrantsWhen, InvoiceDraft } from "../decision";
import { issueInvoice, planLine, postEntry } from "../invoices/lines";
import type { PendingPeriod, PeriodState, PlanVersion, Snapshot } from "../state";
import { grantAllowance } from "./allowance";
import { boundary, slicesOf } from "./periods";

export type StartRequest = {
  id: SubscriptionId;
  version: PlanVersion;
  startsAt: Date | null;
  grants: GrantsWhen;
};

export type Started = {
  period: PeriodState;
  invoiceId: InvoiceId | null;
  grantIds: GrantId[];
};

/** How far off a start may be dated, so that history is carried over but not rewritten. */
const furthestStartSeconds = 366 * 86_400;

/**
 * Opens the first plan period, charges for it and grants its allowance, in one decision.
 *
 * A start dated back opens then, and the boundaries passed since follow by catch-up. One dated ahead is
 * kept as a pending period that opens when its time comes; until then nothing is charged or granted.
 */
export function decideStart(
  snapshot: Snapshot,
  request: StartRequest,
  author: Author,
): { decision: Decision; started: Started } {
  const { t, timezone } = snapshot;
  const startsAt = request.startsAt ?? t;
  assertStart(snapshot, request.version, startsAt);

  const draft = new AccountDraft(snapshot, author);
  draft.decision.subscriptions.push({
    id: request.id,
    planVersionId: request.version.id,
    grants: request.grants,
    anchorAt: startsAt,
    timezone,
    startedAt: startsAt,
  });
  const period = openPeriod({
    subscriptionId: request.id,
    version: request.version,
    anchorAt: startsAt,
    timezone,
    cycleIndex: 0,
    allowanceGranted: isGrantedAtOnce(request),
  });
  const state = startsAt > t ? "pending" : "open";
  draft.decision.periods.push({
    ...period,
    planVersionId: period.version.id,
    openedBy: "start",
    state,
  });
  if (state === "pending") {
    draft.pending = { ...period, grants: request.grants };
    return { decision: draft.finish(t), started: { period, invoiceId: null, grantIds: [] } };
  }
  const { invoiceId, grantIds } = beginFirst(draft, period, { grants: request.grants, at: t });
  return { decision: draft.finish(t), started: { period, invoiceId, grantIds } };
}

/** The time of a start dated ahead has come. Part of a catch-up decision. */
export function openPending(draft: AccountDraft, pending: PendingPeriod): void {
  const { grants, ...period } = pending;
  draft.pending = null;
  draft.changePeriod({ ...period, closedBy: null, opens: true });
  beginFirst(draft, period, { grants, at: period.startsAt });
}

/** Charges for a first period at `at` and grants its allowance as of its start. */
function beginFirst(
  draft: AccountDraft,
  period: PeriodState,
  { grants, at }: { grants: GrantsWhen; at: Date },
): { invoiceId: InvoiceId | null; grantIds: GrantId[] } {
  draft.period = period;
  const invoice = chargeForFirst(draft, period, { grants, at });
  const line = invoice?.lines[0] ?? null;
  const grantId = period.allowanceGranted
    ? grantAllowance(draft, period, { line, at: period.startsAt })
    : null;
  return { invoiceId: invoice?.id ?? null, grantIds: grantId ? [grantId] : [] };
}

function isGrantedAtOnce({ grants, version }: StartRequest): boolean {
  return grants === "on_issue" || version.priceMinor === 0n;
}

/** The `cycleIndex`-th period counted from the anchor, standing at its first slice. */
export function openPeriod(
  of: Pick<
    PeriodState,
    "subscriptionId" | "version" | "anchorAt" | "timezone" | "cycleIndex" | "allowanceGranted"
  >,
): PeriodState {
  const cycle = { anchor: of.anchorAt, timeZone: of.timezone, interval: of.version.interval };
  const startsAt = boundary({ ...cycle, index: of.cycleIndex });
  const endsAt = boundary({ ...cycle, index: of.cycleIndex + 1 });
  const [first] =
    of.version.drip === "month" ? slicesOf(cycle, { start: startsAt, end: endsAt }) : [];
  const slice = { index: 0, startsAt, endsAt: first?.end ?? endsAt };
  return { ...of, id: newId<PlanPeriodId>(), startsAt, endsAt, slice };
}

function chargeForFirst(
  draft: AccountDraft,
  period: PeriodState,
  { grants, at }: { grants: GrantsWhen; at: Date },
): InvoiceDraft | null {
  const { version } = period;
  if (version.priceMinor === 0n) return null;
  const line = planLine(period);
  postEntry(draft, line, version.currency, at);
  return issueInvoice(
    draft,
    {
      id: newId<InvoiceId>(),
      isNew: true,
      subscriptionId: period.subscriptionId,
      currency: version.currency,
      grants,
      createdAt: at,
      issueAt: at,
      lines: [line],
      issue: null,
    },
    at,
  );
}

function assertStart(snapshot: Snapshot, version: PlanVersion, startsAt: Date): void {
  const { t, currency, lastPeriodEnd } = snapshot;
  const period = snapshot.period ?? snapshot.pending;
  if (period) {
    const facts = { plan: period.version.plan };
    throw new BillingError(
      "already_subscribed",
      `The account is on ${period.version.planName} already.`,
      facts,
    );
  }
  if (version.currency !== currency) {
    throw new BillingError(
      "invalid_input",
      `${version.planName} is priced in ${version.currency}, the account pays in ${currency}.`,
      {
        field: "plan",
      },
    );
  }
  const refuse = (message: string) =>
    new BillingError("invalid_input", message, { field: "startsAt" });
  if (startsAt > addSeconds(t, furthestStartSeconds)) {
    throw refuse("startsAt is more than a year ahead.");
  }
  if (startsAt < addSeconds(t, -furthestStartSeconds))
    throw refuse("startsAt is more than a year ago.");
  if (lastPeriodEnd && startsAt < lastPeriodEnd)
    throw refuse("The account had a plan at that time.");
}

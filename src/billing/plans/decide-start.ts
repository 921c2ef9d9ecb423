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
import type { Author, Decision, GrantsWhen } from "../decision";
import { issueInvoice, planLine, postEntry } from "../invoices/lines";
import type { PeriodState, PlanVersion, Snapshot } from "../state";
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

/** How far back a start may be dated, so that history can be carried over but not rewritten. */
const longestBackdatingSeconds = 366 * 86_400;

/**
 * Opens the first plan period, charges for it and grants its allowance, in one decision.
 *
 * A start dated back opens then; the boundaries passed since follow by catch-up.
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
  const period = openPeriod({
    subscriptionId: request.id,
    version: request.version,
    anchorAt: startsAt,
    timezone,
    cycleIndex: 0,
    allowanceGranted: request.grants === "on_issue" || request.version.priceMinor === 0n,
  });
  draft.decision.subscriptions.push({
    id: request.id,
    planVersionId: request.version.id,
    grants: request.grants,
    anchorAt: startsAt,
    timezone,
    startedAt: startsAt,
  });
  draft.decision.periods.push({ ...period, planVersionId: period.version.id, openedBy: "start" });
  draft.period = period;

  const invoice = chargeForFirst(draft, period, request.grants);
  const [line] = invoice?.lines ?? [];
  const grantId = period.allowanceGranted
    ? grantAllowance(draft, period, { line: line ?? null, at: startsAt })
    : null;
  return {
    decision: draft.finish(t),
    started: { period, invoiceId: invoice?.id ?? null, grantIds: grantId ? [grantId] : [] },
  };
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

function chargeForFirst(draft: AccountDraft, period: PeriodState, grants: GrantsWhen) {
  const { version } = period;
  if (version.priceMinor === 0n) return null;
  const { t } = draft.snapshot;
  const line = planLine(period);
  postEntry(draft, line, version.currency, t);
  return issueInvoice(
    draft,
    {
      id: newId<InvoiceId>(),
      isNew: true,
      subscriptionId: period.subscriptionId,
      currency: version.currency,
      grants,
      createdAt: t,
      issueAt: t,
      lines: [line],
      issue: null,
    },
    t,
  );
}

function assertStart(snapshot: Snapshot, version: PlanVersion, startsAt: Date): void {
  const { t, period, currency, lastPeriodEnd } = snapshot;
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
  if (startsAt > t) throw refuse("startsAt lies ahead. Start the plan when it is to begin.");
  if (startsAt < addSeconds(t, -longestBackdatingSeconds))
    throw refuse("startsAt is more than a year ago.");
  if (lastPeriodEnd && startsAt < lastPeriodEnd)
    throw refuse("The account had a plan at that time.");
}

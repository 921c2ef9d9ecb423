import { type FailureReason, failureReason } from "@/lib/failure-reason";
import type { InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { addSeconds } from "@/lib/time";
import type { AlertFiring } from "../alerts/firing-queries";
import type { ExpiringCredits, OverdueInvoice } from "./alert-queries";
import type { TopUpPause } from "./top-up-run-queries";
import type { PlanToPay } from "./waiting-queries";

/** What an account's people should know of before anything else. */
export type Alert =
  | { kind: "fired"; firing: AlertFiring; currency: string }
  | {
      kind: "overdue";
      invoiceId: InvoiceId;
      number: string;
      amount: Money;
      dueAt: Date;
      /** Where its payment failed: why, in our own words' names, and when it is tried again by itself. */
      failure: { reason: FailureReason; nextAttemptAt: Date | null } | null;
    }
  | { kind: "debt"; credits: bigint; version: bigint | null; reason: string | null }
  | { kind: "withheld"; credits: bigint }
  | ({ kind: "topUpPaused" } & TopUpPause)
  | { kind: "runOut"; at: Date }
  | ({ kind: "planToPay" } & PlanToPay)
  | { kind: "planToCome"; plan: string | null; at: Date }
  | { kind: "planToStart"; plan: string; at: Date }
  | { kind: "expiring"; at: Date; category: ExpiringCredits["category"]; credits: bigint };

export type AlertInput = {
  at: Date;
  overdue: readonly OverdueInvoice[];
  debt: bigint;
  debtEntry: { version: bigint; reason: string } | undefined;
  /** Of an allowance, what comes only once an invoice is paid (BOOKS B4). */
  withheld: bigint;
  /** Automatic top-up, where it is paused. */
  topUpPause: TopUpPause | undefined;
  runOutAt: Date | null;
  expiring: readonly ExpiringCredits[];
  /** A change of plan that waits for its money. */
  planToPay: PlanToPay | null;
  /** Another plan, or none, that was decided for the end of the period. */
  planToCome: { plan: { name: string } | null; at: Date } | null;
  /** A first plan, dated ahead. */
  planToStart: { plan: string; at: Date } | null;
  /** What rules told in this period and nobody dismissed, the newest first. */
  fired: readonly AlertFiring[];
  currency: string;
};

/** Soon enough to do something about it, late enough to be true. */
export const soonDays = 7;

/**
 * In order of urgency: what has happened already and costs service (money overdue, credits owed, an
 * allowance withheld, nothing bought by itself), then what will (running out, expiry), soonest first, then a change that waits for
 * its money or for its day, then what rules of the account told of.
 */
export function alertsOf(input: AlertInput): Alert[] {
  const { at, overdue, debt, debtEntry, withheld, runOutAt, expiring, planToPay, planToCome } =
    input;
  const { planToStart, topUpPause } = input;
  const soon = addSeconds(at, soonDays * 86_400);
  const alerts: Alert[] = overdue.map(({ id, number, due, currency, dueAt, failure }) => ({
    kind: "overdue",
    invoiceId: id,
    number,
    amount: { minor: due, currency },
    dueAt,
    failure: failure && {
      reason: failureReason(failure.code, failure.declineCode),
      nextAttemptAt: failure.nextAttemptAt,
    },
  }));
  if (debt > 0n) {
    const { version = null, reason = null } = debtEntry ?? {};
    alerts.push({ kind: "debt", credits: debt, version, reason });
  }
  if (withheld > 0n) alerts.push({ kind: "withheld", credits: withheld });
  if (topUpPause) alerts.push({ kind: "topUpPaused", ...topUpPause });
  if (runOutAt && runOutAt < soon) alerts.push({ kind: "runOut", at: runOutAt });
  for (const one of expiring) if (one.at <= soon) alerts.push({ kind: "expiring", ...one });
  if (planToPay) alerts.push({ kind: "planToPay", ...planToPay });
  if (planToCome) {
    alerts.push({
      kind: "planToCome",
      plan: planToCome.plan?.name ?? null,
      at: planToCome.at,
    });
  }
  if (planToStart) alerts.push({ kind: "planToStart", ...planToStart });
  for (const firing of input.fired) {
    // Said once: the run-out above is the forecast of now.
    if (firing.kind === "run_out" && alerts.some(({ kind }) => kind === "runOut")) continue;
    alerts.push({ kind: "fired", firing, currency: input.currency });
  }
  return alerts;
}

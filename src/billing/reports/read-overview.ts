import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { priceOf, singlePrice } from "@/lib/pricing";
import { addSeconds, dayOf, type Period, startOfDay } from "@/lib/time";
import { shownStatus } from "../invoices/status";
import { slicesWithin } from "../plans/periods";
import { findDebtEntry, listExpiring, listOverdue } from "./alert-queries";
import { alertsOf, soonDays } from "./alerts";
import { listClosedOverage } from "./closed-overage-queries";
import { withBalances } from "./credit-entries";
import { listChargesOf, listLatestInvoices } from "./invoice-queries";
import { calendarMonth, nextDay, samePoint } from "./months";
import {
  type CurrentPlan,
  findCurrentPlan,
  findPeriodBefore,
  findPlanToCome,
  getAccountHead,
  getAllowanceLeft,
  getGrantTotals,
  getHeldAndDebt,
  getNow,
  getUsedBetween,
  listCreditEntries,
  listCreditSources,
} from "./queries";
import { readStandingAlerts } from "./read-alert-rules";
import { readCarried } from "./read-carried";
import { readCreditFor } from "./read-credit-for";
import { readRunOut } from "./read-forecast";
import { readTaxMissing } from "./read-tax-missing";
import { planPrice, readUpcoming } from "./read-upcoming";
import { findTopUpPause } from "./top-up-run-queries";
import { findPlanToPay, findPlanToStart } from "./waiting-queries";

const shown = 5;

/** Whose page it is, and the zone all its times are told in. */
export async function readAccount(tx: Tx, accountId: AccountId) {
  return await getAccountHead(tx, accountId);
}

/** OV5: what needs somebody, the most urgent first. */
export async function readAlerts(tx: Tx, accountId: AccountId) {
  const at = await getNow(tx);
  const plan = await findCurrentPlan(tx, accountId);
  const { debt } = await getHeldAndDebt(tx, accountId);
  const until = addSeconds(at, soonDays * 86_400);
  return alertsOf({
    at,
    overdue: await listOverdue(tx, { accountId, at }),
    debt,
    debtEntry: debt > 0n ? await findDebtEntry(tx, accountId) : undefined,
    withheld: awaitingPayment(plan),
    topUpPause: await findTopUpPause(tx, accountId),
    runOutAt: await readRunOut(tx, accountId, until),
    planToPay: await findPlanToPay(tx, accountId),
    planToCome: (await findPlanToCome(tx, accountId)) ?? null,
    planToStart: await findPlanToStart(tx, accountId),
    expiring: await listExpiring(tx, { accountId, at, until }),
    ...(await readStandingAlerts(tx, accountId)),
  });
}

/** OV1: what is left now, by where it came from. */
export async function readBalance(tx: Tx, accountId: AccountId) {
  const asOf = await getNow(tx);
  const sources = await listCreditSources(tx, { accountId, at: asOf });
  const plan = await findCurrentPlan(tx, accountId);
  const closed = await listClosedOverage(tx, accountId);
  return {
    asOf,
    available: sources.reduce((sum, source) => sum + source.remaining, 0n),
    ...(await getHeldAndDebt(tx, accountId)),
    // Of this cycle and not invoiced yet: what a change closed is of it too (BOOKS B8).
    overage: closed.reduce((sum, { credits }) => sum + credits, plan?.overage ?? 0n),
    awaitingPayment: awaitingPayment(plan),
    sources,
  };
}

/** OV2: the plan whose period is open now, or null where credits are bought without one. */
export async function readPlan(tx: Tx, accountId: AccountId) {
  const plan = await findCurrentPlan(tx, accountId);
  if (!plan) return null;
  const interval: "month" | "year" = plan.interval === "year" ? "year" : "month";
  return {
    name: plan.name,
    price: planPrice(plan),
    interval,
    allowance: plan.allowance,
    allowanceEvery: plan.drip === null ? interval : ("month" as const),
    overagePrice: plan.overageModel && singlePrice(plan.overageModel),
    overageModel: plan.overageModel,
    period: { start: plan.starts_at, end: plan.ends_at },
    since: plan.started_at,
    inTrial: plan.trial,
    /** What the trial gives; null where none runs. */
    trialAllowance: plan.trial ? plan.allowance_now : null,
    toCome: (await findPlanToCome(tx, accountId)) ?? null,
    toPay: await findPlanToPay(tx, accountId),
  };
}

/**
 * OV4 and OV10: use in the running stretch, how much of it the plan includes and how much is charged on
 * demand, and what it was at the same point of the stretch before.
 */
export async function readUsage(tx: Tx, accountId: AccountId) {
  const asOf = await getNow(tx);
  const { timezone } = await getAccountHead(tx, accountId);
  const plan = await findCurrentPlan(tx, accountId);
  const period = plan
    ? { start: plan.slice_starts_at, end: plan.slice_ends_at }
    : calendarMonth(asOf, timezone, 0);
  const before = plan
    ? await stretchBefore(tx, accountId, plan)
    : calendarMonth(asOf, timezone, -1);

  const usedIn = (span: Period) => usedWithin(tx, { accountId, span, timezone });
  // To the end, not to now: an app whose clock is ahead tells of use some minutes early.
  const used = await usedIn(period);
  const then = before && samePoint(before, { now: period, at: asOf }, timezone);
  return {
    asOf,
    by: plan ? ("period" as const) : ("month" as const),
    period,
    allowance: plan?.allowance_now ?? 0n,
    used,
    included: plan ? await includedUse(tx, { accountId, plan, used }) : 0n,
    overage: plan?.overage ?? 0n,
    onDemand: plan ? onDemand(plan) : null,
    sameTimeLastPeriod: before && then ? await usedIn({ start: before.start, end: then }) : null,
  };
}

/** What of the use the allowance has paid: what is gone of it, and not merely on hold. */
async function includedUse(
  tx: Tx,
  { accountId, plan, used }: { accountId: AccountId; plan: CurrentPlan; used: bigint },
): Promise<bigint> {
  const slice = { accountId, planPeriodId: plan.id, sliceIndex: plan.slice_index };
  const { granted, left, held } = await getAllowanceLeft(tx, slice);
  const gone = granted - left - held;
  // What debt or a revocation took of an allowance was no use of this period.
  const most = used - plan.overage;
  return gone < most ? gone : most < 0n ? 0n : most;
}

/** Use beyond all credits, at its price; null where the plan stops instead. */
function onDemand({ overage, overageModel: model, currency, overage_cap: cap }: CurrentPlan) {
  if (model === null) return null;
  const amount = { minor: priceOf(model, overage, currency), currency };
  return { unitPrice: singlePrice(model), cap, amount };
}

/** A renewal's allowance waits for payment while an invoice is overdue (BOOKS B4). */
function awaitingPayment(plan: CurrentPlan | undefined): bigint {
  return plan && !plan.allowance_granted ? plan.allowance : 0n;
}

/** OV3: the next invoice as it would stand now, or when nothing will be charged. */
export async function readNextInvoice(tx: Tx, accountId: AccountId) {
  const asOf = await getNow(tx);
  const plan = await findCurrentPlan(tx, accountId);
  const upcoming = plan ? await readUpcoming(tx, accountId, plan) : null;
  return {
    asOf,
    upcoming,
    credit: upcoming && (await readCreditFor(tx, accountId, upcoming.total)),
    renewsAt: plan?.slice_ends_at ?? null,
    mayGrow: plan ? plan.overageModel !== null : false,
    carried: await readCarried(tx, accountId),
    taxMissing: upcoming && (await readTaxMissing(tx, accountId)),
  };
}

/** The latest documents with what they charge for, and the next one as it would stand now. */
export async function readInvoices(tx: Tx, accountId: AccountId) {
  const asOf = await getNow(tx);
  const plan = await findCurrentPlan(tx, accountId);
  const rows = await listLatestInvoices(tx, { accountId, limit: shown });
  const charges = await listChargesOf(tx, { accountId, invoiceIds: rows.map(({ id }) => id) });
  return {
    asOf,
    upcoming: plan ? await readUpcoming(tx, accountId, plan) : null,
    items: rows.map((row) => ({
      id: row.id,
      number: row.number,
      status: shownStatus(row, asOf),
      date: row.issuedAt ?? row.issueAt ?? asOf,
      charges: charges.filter(({ invoiceId }) => invoiceId === row.id),
      total: { minor: row.total, currency: row.currency },
      due: { minor: row.due, currency: row.currency },
    })),
  };
}

/** OV7: the last entries of the credits ledger, each with the balance it left. */
export async function readActivity(tx: Tx, accountId: AccountId) {
  const rows = await listCreditEntries(tx, { accountId, limit: shown });
  const totals = await getGrantTotals(tx, { accountId, at: await getNow(tx) });
  return { entries: withBalances(rows, totals).slice(0, shown) };
}

/** The slice of a dripping year before the current one, or the last of the plan period before. */
async function stretchBefore(
  tx: Tx,
  accountId: AccountId,
  plan: CurrentPlan,
): Promise<Period | undefined> {
  if (plan.slice_starts_at > plan.starts_at) {
    const year = { start: plan.starts_at, end: plan.ends_at };
    const slices = slicesWithin({ anchor: plan.anchor_at, timeZone: plan.timezone }, year);
    return slices.find(({ index }) => index === plan.slice_index - 1);
  }
  return await findPeriodBefore(tx, { accountId, before: plan.starts_at });
}

async function usedWithin(
  tx: Tx,
  { accountId, span, timezone }: { accountId: AccountId; span: Period; timezone: string },
): Promise<bigint> {
  return await getUsedBetween(tx, {
    accountId,
    from: span.start,
    to: span.end,
    firstDayEnds: startOfDay(nextDay(dayOf(span.start, timezone)), timezone),
    lastDayStarts: startOfDay(dayOf(span.end, timezone), timezone),
  });
}

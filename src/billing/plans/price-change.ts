import { assert } from "@/lib/errors";
import { newId, type PlanPeriodId } from "@/lib/ids";
import { cumulativePart, lesser, part } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import type { ChangeTerms } from "../decision";
import type { GrantState, LineState, PeriodState, PlanVersion } from "../state";
import { allowanceOf, lineOfPeriod } from "./allowance";
import { slicesOfAmount } from "./line-slices";
import { openPeriod } from "./open-period";
import { boundary, slicesOf } from "./periods";
import {
  type Cut,
  chargeForRest,
  type GivenBack,
  giveBack,
  type Share,
  shareLeft,
} from "./proration";

/** What leaving a period gives back. */
export type Back = GivenBack & {
  line: LineState | null;
  charged: bigint;
  granted: bigint;
  unused: bigint;
  share: Share;
  /** From when on it is given back. */
  from: Date;
  /** Of a dripping year: slices not begun, given back whole. */
  slices: { index: number; chargedMinor: bigint }[];
};

/** What the rest of the cycle costs on a plan; the period it opens. */
export type Forward = {
  next: PeriodState;
  minor: bigint;
  credits: bigint;
  share: Share;
  /** Of a dripping year: whole slices charged beside the current one's share. */
  slices: bigint | null;
};

export type Pricing = {
  at: Date;
  terms: ChangeTerms;
  proration: "second" | "day";
  /** What of each grant was left at the quote's instant (BOOKS B7); what is left now without a quote. */
  unusedThen: ReadonlyMap<string, bigint> | null;
};

/** BOOKS B6, the old side. A plan without allowance goes by time alone. */
export function priceBack(draft: AccountDraft, old: PeriodState, pricing: Pricing): Back {
  const { at, terms, unusedThen, proration } = pricing;
  const cut = { proration, timeZone: old.timezone };
  const line = lineOfPeriod(draft, old.id);
  if (line && isWithheld(old)) return notGiven(draft, line, { at, cut });
  const grants = allowanceGrants(draft, old);
  const unused = grants.reduce(
    (sum, { id, remaining }) => sum + (unusedThen?.get(id) ?? remaining),
    0n,
  );
  const granted = grantedBy(grants, line, old.slice.startsAt);
  const net = chargedOf(line);
  const running = line?.slices?.find(({ start, end }) => start <= at && at < end);
  if (line?.slices && running) {
    const values = slicesOfAmount(net, line.slices);
    const current = line.slices.indexOf(running);
    const share = shareLeft(running, at, cut);
    const charged = values[current] ?? 0n;
    const given = giveBack({ charged, granted, unused, share }, terms);
    // Months not begun go back whole under every allowance policy: nothing of them was given.
    const slices = slicesFrom(line.slices, values, current + 1);
    const minor = atMostKept(line, given.minor + sumOf(slices));
    return { ...given, minor, line, charged, granted, unused, share, from: at, slices };
  }
  const share = shareLeft({ start: old.startsAt, end: old.endsAt }, at, cut);
  const given = giveBack({ charged: net, granted, unused, share }, terms);
  const minor = atMostKept(line, given.minor);
  return { ...given, minor, line, charged: net, granted, unused, share, from: at, slices: [] };
}

/** Nothing of it was given: its allowance waits for its money (BOOKS B4). */
function isWithheld(period: PeriodState): boolean {
  return !period.allowanceGranted && allowanceOf(period) > 0n;
}

/**
 * No days are owed in which nothing was given, whatever the terms: there is nothing to keep or replace. Of a year those are
 * the months since its money was waited for: the ones that were given before are owed whole.
 */
function notGiven(draft: AccountDraft, line: LineState, { at, cut }: { at: Date; cut: Cut }): Back {
  const common = { line, by: "withheld" as const, credits: 0n, granted: 0n, unused: 0n };
  const minor = chargedOf(line);
  const given = monthsGiven(draft, line, at);
  const first = line.slices?.[given];
  if (!line.slices || !first || given === 0) {
    const { periodStart: start, periodEnd: end } = line;
    const share = shareLeft({ start, end }, start, cut);
    return { ...common, minor, charged: minor, share, from: start, slices: [] };
  }
  const values = slicesOfAmount(minor, line.slices);
  const charged = values[given] ?? 0n;
  const slices = slicesFrom(line.slices, values, given + 1);
  const back = atMostKept(line, charged + sumOf(slices));
  const share = shareLeft(first, first.start, cut);
  return { ...common, minor: back, charged, share, from: first.start, slices };
}

/** How many months of a dripping year gave their credits: all until it was suspended, none of one that waits to be paid. */
function monthsGiven(draft: AccountDraft, line: LineState, at: Date): number {
  if (line.invoiceGrants === "on_payment") return 0;
  const hold = draft.snapshot.holds.find(({ forInvoice }) => forInvoice === line.invoiceId);
  const was = ({ start, end }: { start: Date; end: Date }) =>
    hold ? start <= hold.openedAt : end <= at;
  return line.slices?.filter(was).length ?? 0;
}

function slicesFrom(
  slices: NonNullable<LineState["slices"]>,
  values: readonly bigint[],
  from: number,
): Back["slices"] {
  return slices
    .slice(from)
    .map(({ index }, place) => ({ index, chargedMinor: values[from + place] ?? 0n }));
}

function sumOf(slices: Back["slices"]): bigint {
  return slices.reduce((sum, { chargedMinor }) => sum + chargedMinor, 0n);
}

/** Of a document that was given up nothing is left to give back. */
function chargedOf(line: LineState | null): bigint {
  if (!line || line.returns.some(({ kind }) => kind === "void" || kind === "uncollectible"))
    return 0n;
  // What a refund gave back of the earned, or is about to give back, is not in what was returned of the deferred.
  return line.returns.reduce((rest, { netMinor }) => rest - netMinor, line.earning.netMinor);
}

/** What was given up, paid late and is not to come any more was booked as a gain: it is not there to be given back (BOOKS B11). */
function atMostKept(line: LineState | null, minor: bigint): bigint {
  return line ? lesser(minor, line.earning.netMinor - line.earning.returnedMinor) : minor;
}

/** BOOKS B6, the new side: the rest of the running cycle, or with a new anchor a whole one from now. */
export function priceForward(
  old: PeriodState,
  version: PlanVersion,
  pricing: Pricing & { back: Back },
): Forward {
  const { at, terms, proration } = pricing;
  if (old.trial) return restOfTrial(old, version, pricing);
  const { subscriptionId, timezone } = old;
  const common = { subscriptionId, version, timezone, allowanceGranted: true, cycleOverage: 0n };
  if (terms.anchor === "reset") {
    const next = openPeriod({ ...common, anchorAt: at, cycleIndex: 0 });
    const whole = { left: 1n, total: 1n };
    const { priceMinor: minor, allowance: credits } = version;
    return { next, minor, credits, share: whole, slices: version.drip ? 11n : null };
  }
  const { anchorAt, cycleIndex, endsAt } = old;
  const cycle = { anchor: anchorAt, timeZone: timezone, interval: version.interval };
  const whole = { start: boundary({ ...cycle, index: cycleIndex }), end: endsAt };
  const id = newId<PlanPeriodId>();
  const next: PeriodState = {
    ...common,
    ...{ id, anchorAt, cycleIndex, startsAt: at, endsAt, trial: false },
    slice: { index: 0, startsAt: at, endsAt },
  };
  const cut = { proration, timeZone: timezone };
  if (version.drip === null) {
    const share = shareLeft(whole, at, cut);
    return { next, ...chargeForRest(version, share), share, slices: null };
  }
  const slices = slicesOf(cycle, whole);
  const current = slices.find(({ start, end }) => start <= at && at < end) ?? slices[11];
  assert(current, "a year has slices");
  const share = shareLeft(current, at, cut);
  const priceOf = (index: number) => cumulativePart(version.priceMinor, BigInt(index) + 1n, 12n);
  const rest = chargeForRest(
    { priceMinor: priceOf(current.index), allowance: version.allowance },
    share,
  );
  const later = slices.slice(current.index + 1);
  const minor = later.reduce((sum, { index }) => sum + priceOf(index), rest.minor);
  return {
    next: { ...next, slice: { index: current.index, startsAt: at, endsAt: current.end } },
    minor,
    credits: rest.credits,
    share,
    slices: BigInt(later.length),
  };
}

/**
 * In a trial: no money, and the trial ends when it did. With no charge to hold it back, of the next plan
 * there is only the part that goes back of the one before: a trial is one allowance, on whatever plans.
 */
function restOfTrial(
  old: PeriodState,
  version: PlanVersion,
  { at, back }: { at: Date; back: Back },
): Forward {
  const { endsAt } = old;
  const next: PeriodState = {
    ...old,
    id: newId<PlanPeriodId>(),
    version,
    startsAt: at,
    slice: { index: 0, startsAt: at, endsAt },
    cycleOverage: 0n,
  };
  const tried = allowanceOf(old);
  const credits = tried === 0n ? 0n : part(allowanceOf(next), back.credits, tried);
  return { next, minor: 0n, credits, share: back.share, slices: null };
}

/** The grants of a period's current slice that a change may take back from. */
export function allowanceGrants(draft: AccountDraft, { id, slice }: PeriodState): GrantState[] {
  return draft.grants.filter(
    (grant) =>
      grant.category === "allowance" &&
      grant.planPeriodId === id &&
      grant.sliceIndex === slice.index,
  );
}

/** Of a year a month's credits are its own: what went back before it began owns those of earlier months. */
function grantedBy(grants: readonly GrantState[], line: LineState | null, monthFrom: Date): bigint {
  const granted = grants.reduce((sum, { amount }) => sum + amount, 0n);
  const returns = line?.returns ?? [];
  const own = line?.slices ? returns.filter(({ returnedAt }) => returnedAt >= monthFrom) : returns;
  const taken = own.reduce((sum, { slice }) => sum + slice, 0n);
  return granted > taken ? granted - taken : 0n;
}

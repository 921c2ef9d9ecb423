import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { singlePrice } from "@/lib/pricing";
import {
  addSeconds,
  dayOf,
  maxDate,
  minDate,
  type Period,
  startOfDay,
  startOfNextDay,
} from "@/lib/time";
import { inBurnDownOrder, isUsable } from "../credits/burn-down";
import type { GrantCategory } from "../ledger/accounts";
import { listPlansOnSale } from "../plans/catalog-queries";
import { type Forecast, forecast, halfYearAfter } from "./forecast";
import { historyOf } from "./forecast-history";
import { fewestDays, mostDays, paceOf, toldPace, wholeDays } from "./forecast-pace";
import {
  type LeftGrant,
  listDailyChanges,
  listExpired,
  listGrantsSince,
  listGrantsUsableAfter,
  listLeftGrants,
  listPacksOnSale,
  readDailyUse,
} from "./forecast-queries";
import { shiftDay } from "./months";
import {
  type CurrentPlan,
  findCurrentPlan,
  findPlanToCome,
  getAccountHead,
  getHeldAndDebt,
  getNow,
} from "./queries";
import { type Offer, offersOf, type Supply, supplyWith } from "./what-if";

const pastDays = 28;

/** What happens to use once nothing is left. */
export type Afterwards =
  /** At one price a credit, or null at several. */
  | { kind: "billed"; unitPrice: string | null; currency: string }
  | { kind: "stops" }
  /** Not until an invoice is paid, or what is owed is given back (BOOKS B4). */
  | { kind: "unpaid" };

/** All that a run-out is told from, read once. */
export async function readOutlook(tx: Tx, accountId: AccountId) {
  const at = await getNow(tx);
  const { timezone: zone, currency } = await getAccountHead(tx, accountId);
  const plan = (await findCurrentPlan(tx, accountId)) ?? null;
  const today = dayOf(at, zone);
  const use = await readDailyUse(tx, { accountId, from: shiftDay(today, -mostDays) });
  const grants = await listLeftGrants(tx, { accountId, at });
  const { debt } = await getHeldAndDebt(tx, accountId);
  const days = wholeDays(use, today);
  return {
    at,
    zone,
    currency,
    plan,
    debt,
    days,
    pace: paceOf(days),
    usedToday: use.days.find(({ day }) => day === today)?.credits ?? 0n,
    supply: { grants, until: plan?.slice_ends_at ?? halfYearAfter(at) },
  };
}

type Outlook = Awaited<ReturnType<typeof readOutlook>>;

/** When use ends the credits at the present pace, if that is before `by`: as alerts ask it. */
export async function readRunOut(tx: Tx, accountId: AccountId, by: Date): Promise<Date | null> {
  const outlook = await readOutlook(tx, accountId);
  const { grants, until } = outlook.supply;
  const told = tell(outlook, { grants, until: minDate(by, until) });
  return told?.ends?.by === "use" ? told.ends.at : null;
}

/** OV8 and OV9: what was left, what will be, and when it ends; also if something on sale began now. */
export async function readForecast(tx: Tx, accountId: AccountId, whatIf: string | null) {
  const outlook = await readOutlook(tx, accountId);
  const { at, zone, plan, pace } = outlook;
  const offers = await readOffers(tx, outlook);
  const offer = offers.find(({ key }) => key === whatIf) ?? null;
  const supply = offer ? supplyWith(offer, outlook.supply, { at, zone }) : outlook.supply;
  const told = tell(outlook, supply);
  const onPlan = offer?.kind === "plan" || plan !== null;
  const start = plan?.slice_starts_at ?? startOfDay(shiftDay(dayOf(at, zone), -pastDays), zone);
  const span = { start, end: onPlan ? supply.until : endOfView(outlook, supply.until, told) };
  return {
    asOf: at,
    span,
    until: supply.until,
    renewal: onPlan ? await readRenewal(tx, accountId, { offer, plan, at: supply.until }) : null,
    available: availableOf(supply.grants, at),
    pace: pace && toldPace(pace),
    fewestDays,
    runOut: told && { ends: told.ends, early: told.early, late: told.late },
    afterwards: afterwards(outlook, offer),
    history: await readBalanceHistory(tx, accountId, { at, zone: outlook.zone, start }),
    projection: supply.grants.length === 0 ? [] : projectionOf(told, span.end),
    marks: await readMarks(tx, accountId, { outlook, span, supply }),
    offers: offers.map(({ key, kind, name, credits }) => ({ key, kind, name, credits })),
    whatIf: offer && { key: offer.key, kind: offer.kind, name: offer.name, credits: offer.credits },
  };
}

/** What a supply comes to at the pace there is; null where that is not known yet. */
export function tell(
  { at, zone, pace, usedToday }: Outlook,
  { grants, until }: Supply,
): Forecast | null {
  if (!pace) return null;
  const pools = inBurnDownOrder(grants.map(({ credits, ...rank }) => ({ ...rank, credits })));
  return forecast({
    at,
    zone,
    until,
    pace,
    usedToday,
    pools: pools.map(({ credits, effectiveAt, expiresAt }) => ({
      credits,
      from: effectiveAt,
      until: expiresAt,
    })),
  });
}

async function readOffers(tx: Tx, { currency, plan }: Outlook): Promise<Offer[]> {
  const packs = await listPacksOnSale(tx, currency);
  return offersOf(packs, await listPlansOnSale(tx), { plan: plan?.code ?? null, currency });
}

/** What comes when the period ends: the plan's credits, those of another that was decided, or none. */
async function readRenewal(
  tx: Tx,
  accountId: AccountId,
  { offer, plan, at }: { offer: Offer | null; plan: CurrentPlan | null; at: Date },
) {
  if (offer?.kind === "plan") return { at, credits: offer.credits, waits: false, ends: false };
  if (!plan) return null;
  const toCome = await findPlanToCome(tx, accountId);
  const isThen = toCome?.at.getTime() === at.getTime();
  if (isThen && !toCome.plan) return { at, credits: 0n, waits: true, ends: true };
  // While an invoice is open and late the next allowance waits too (BOOKS B4).
  const { allowance } = (isThen ? toCome.plan : null) ?? plan;
  return { at, credits: allowance, waits: !plan.allowance_granted, ends: false };
}

function afterwards({ plan, debt, currency }: Outlook, offer: Offer | null): Afterwards {
  if (offer?.kind === "plan") {
    const { overage } = offer.version;
    if (overage.policy === "block") return { kind: "stops" };
    return { kind: "billed", unitPrice: singlePrice(overage.model), currency };
  }
  if (debt > 0n || (plan && !plan.allowance_granted)) return { kind: "unpaid" };
  const model = plan?.overageModel ?? null;
  if (model === null) return { kind: "stops" };
  return { kind: "billed", unitPrice: singlePrice(model), currency };
}

/** Without a plan nothing frames the view: it shows the end and a week beyond it. */
function endOfView({ at, zone }: Outlook, until: Date, told: Forecast | null): Date {
  const month = addSeconds(at, pastDays * 86_400);
  const last = told?.late ?? (told?.early ? until : null);
  const week = last ? addSeconds(last, 7 * 86_400) : month;
  // Lines have their points where days begin: the last one is to reach the edge.
  return minDate(until, startOfNextDay(maxDate(week, month), zone));
}

type View = { outlook: Outlook; span: Period; supply: Supply };

/** What could be used at the start of each local day, back from what can be used now. */
export async function readBalanceHistory(
  tx: Tx,
  accountId: AccountId,
  { at, zone, start }: { at: Date; zone: string; start: Date },
) {
  const grants = await listGrantsUsableAfter(tx, { accountId, after: start });
  const ids = grants.map(({ id }) => id);
  const changes = await listDailyChanges(tx, { accountId, grants: ids, after: start, zone });
  return historyOf({ start, at, zone, grants, changes });
}

export type Mark = {
  at: Date;
  kind: "grant" | "expiry";
  category: GrantCategory;
  credits: bigint;
};

/** What came and what expired in the view, and what will; the renewal itself is told apart. */
async function readMarks(tx: Tx, accountId: AccountId, { outlook, span, supply }: View) {
  const given = await listGrantsSince(tx, { accountId, since: span.start });
  const expired = await listExpired(tx, { accountId, after: span.start });
  const marks: Mark[] = [
    ...given.map(({ effectiveAt, category, amount }) => ({
      at: effectiveAt,
      kind: "grant" as const,
      category,
      credits: amount,
    })),
    ...expired.map((one) => ({ ...one, kind: "expiry" as const })),
    ...supply.grants.flatMap(({ expiresAt, category, credits }) =>
      expiresAt ? [{ at: expiresAt, kind: "expiry" as const, category, credits }] : [],
    ),
  ];
  const ends = outlook.plan?.slice_ends_at.getTime();
  return marks
    .filter(({ at }) => span.start <= at && at < span.end && at.getTime() !== ends)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

export function availableOf(grants: LeftGrant[], at: Date): bigint {
  return grants.filter((one) => isUsable(one, at)).reduce((sum, { credits }) => sum + credits, 0n);
}

function projectionOf(told: Forecast | null, end: Date) {
  return (told?.points ?? []).filter(({ at }) => at <= end).map(rounded);
}

function rounded({ at, expected, low, high }: Forecast["points"][number]) {
  const whole = (left: number) => BigInt(Math.round(left));
  return { at, expected: whole(expected), low: whole(low), high: whole(high) };
}

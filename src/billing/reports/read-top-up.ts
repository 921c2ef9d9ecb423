import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { dayOf, startOfMonth } from "@/lib/time";
import { packWithTax } from "../invoices/price-with-tax";
import { getTerms } from "../invoices/tax-queries";
import { termsAt } from "../invoices/tax-rule";
import { listMethods } from "../payments/method-queries";
import { findAutoTopUp, getOrderedSince } from "../payments/top-up-queries";
import type { PackOffers } from "../plans/pack-offers";
import { listDailyOverage } from "./back-test-queries";
import { mostDays, paceOf, wholeDays } from "./forecast-pace";
import { readDailyUse } from "./forecast-queries";
import { readLeft, readLookBack } from "./look-back";
import { shiftDay } from "./months";
import { getAccountHead, getNow } from "./queries";
import { backTestTopUp, type TopUpBackTest, type TopUpRule } from "./top-up-back-test";
import {
  findTopUpPause,
  type ListedRun,
  listToppedUpByDay,
  listTopUpRuns,
} from "./top-up-run-queries";
import { suggestedDays, suggestedThreshold } from "./top-up-suggestion";

const shownRuns = 10;

/** CP4: what was agreed to, how it stands, and the last times it ran. */
export async function readTopUp(tx: Tx, accountId: AccountId, { items }: PackOffers) {
  const asOf = await getNow(tx);
  const { currency, timezone: zone } = await getAccountHead(tx, accountId);
  const settings = await findAutoTopUp(tx, accountId);
  const runs = await listTopUpRuns(tx, { accountId, limit: shownRuns });
  const spent = await getOrderedSince(tx, accountId, startOfMonth(asOf, zone));
  const terms = termsAt(await getTerms(tx, accountId), asOf);
  return {
    ...{ asOf, currency },
    settings: settings
      ? { ...settings, pause: (await findTopUpPause(tx, accountId)) ?? null }
      : null,
    spent: { minor: spent, currency },
    waits: settings?.enabled && !settings.pausedAt ? waitsOf(runs, asOf) : null,
    packs: items.map((offer) => ({ ...offer, ...packWithTax(offer.price, { terms, at: asOf }) })),
    methods: await listMethods(tx, accountId),
    suggestion: await readSuggestion(tx, accountId, dayOf(asOf, zone)),
    runs: runs.map(({ amountMinor, ...run }) => ({
      ...run,
      amount: amountMinor === null ? null : { minor: amountMinor, currency },
    })),
  };
}

/** Until when the next one waits, and for what: the pause between two, or a new month. */
function waitsOf([last]: ListedRun[], asOf: Date) {
  if (!last?.nextAt || last.nextAt <= asOf) return null;
  return { until: last.nextAt, isCapped: last.why === "cap" };
}

async function readSuggestion(tx: Tx, accountId: AccountId, today: string) {
  const use = await readDailyUse(tx, { accountId, from: shiftDay(today, -mostDays) });
  const pace = paceOf(wholeDays(use, today));
  const threshold = suggestedThreshold(pace?.perDay ?? null);
  return threshold === null ? null : { threshold, days: suggestedDays };
}

export type TopUpQuestion = Omit<TopUpRule, "credits" | "priceMinor"> & { pack: string };

/** CP8: how often it would have run on the last 90 days, at today's price of the pack. */
export async function readTopUpBackTest(
  tx: Tx,
  accountId: AccountId,
  { question, offers }: { question: TopUpQuestion; offers: PackOffers },
): Promise<TopUpBackTest & { days: number; currency: string }> {
  const { pack, ...rule } = question;
  const offer = offers.items.find((one) => one.pack === pack);
  if (!offer) {
    throw new BillingError("unknown_pack", `There is no pack "${pack}" on sale.`, { pack });
  }
  const view = await readLookBack(tx, accountId);
  const { at, zone, start, days, currency } = view;
  const terms = termsAt(await getTerms(tx, accountId), at);
  const { total } = packWithTax(offer.price, { terms, at });
  const left = await readLeft(tx, accountId, view);
  const overage = await listDailyOverage(tx, { accountId, from: days[0] ?? dayOf(at, zone) });
  const bought = await listToppedUpByDay(tx, { accountId, after: start, zone });
  const sumOf = (of: readonly { day: string; credits: bigint }[], day: string) =>
    of.reduce((sum, one) => (one.day === day ? sum + one.credits : sum), 0n);
  const used = days.map((day) => ({
    ...{ day, left: left.get(day) ?? 0n },
    ...{ bought: sumOf(bought, day), overage: sumOf(overage, day) },
  }));
  const told = backTestTopUp({ ...rule, credits: offer.credits, priceMinor: total.minor }, used);
  return { ...told, days: days.length, currency };
}

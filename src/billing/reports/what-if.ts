import { Temporal } from "temporal-polyfill";
import type { GrantId } from "@/lib/ids";
import { boundary } from "../plans/periods";
import type { PlanVersion } from "../state";
import type { LeftGrant, PackOffer } from "./forecast-queries";

/** Something on sale that a forecast can be asked about; `key` is how the address names it. */
export type Offer =
  | { key: string; kind: "pack"; name: string; credits: bigint; pack: PackOffer }
  | { key: string; kind: "plan"; name: string; credits: bigint; version: PlanVersion };

/** What one could ask about: packs in their order, then the plans one is not on. */
export function offersOf(
  packs: readonly PackOffer[],
  versions: readonly PlanVersion[],
  { plan, currency }: { plan: string | null; currency: string },
): Offer[] {
  return [
    ...packs.map(
      (pack): Offer => ({
        key: pack.code,
        kind: "pack",
        name: pack.name,
        credits: pack.credits,
        pack,
      }),
    ),
    ...versions
      .filter((one) => one.plan !== plan && one.currency === currency)
      .filter((one) => one.priceMinor > 0n && one.allowance > 0n)
      .map(
        (version): Offer => ({
          key: version.plan,
          kind: "plan",
          name: version.planName,
          credits: version.allowance,
          version,
        }),
      ),
  ];
}

export type Supply = { grants: LeftGrant[]; until: Date };

/**
 * What there would be to use if an offer began now. A pack comes on top of everything. A plan starts a
 * period of its own, as a change with a new anchor does (BOOKS B6): its allowance whole, in place of what
 * is left of the allowance there is.
 */
export function supplyWith(
  offer: Offer,
  { grants, until }: Supply,
  { at, zone }: { at: Date; zone: string },
): Supply {
  if (offer.kind === "pack") {
    const expiresAt = monthsAfter(at, offer.pack.validMonths, zone);
    return { until, grants: [...grants, supposed(offer, { at, expiresAt })] };
  }
  const { drip, interval } = offer.version;
  const cycle = { anchor: at, timeZone: zone, interval: drip ?? interval };
  const renews = boundary({ ...cycle, index: 1 });
  const kept = grants.filter(({ category }) => category !== "allowance");
  return { until: renews, grants: [...kept, supposed(offer, { at, expiresAt: renews })] };
}

function supposed(offer: Offer, { at, expiresAt }: { at: Date; expiresAt: Date }): LeftGrant {
  const category = offer.kind === "pack" ? "pack" : "allowance";
  // It has no id, because it does not exist; sorted last of its equals.
  const id = "~" as GrantId;
  const rank = { priority: 50, paidMinor: 1n, effectiveAt: at, expiresAt };
  return { id, category, credits: offer.credits, ...rank };
}

function monthsAfter(at: Date, months: number, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return new Date(local.add({ months }).epochMilliseconds);
}

import { ppmOf } from "@/lib/percent";
import { compactTaxId } from "@/lib/tax-ids";
import type { AccountTaxes, TaxRule, TaxSpan } from "./terms";

/** What the catalogue says of taxes: the deployer's own table, since no rate is ours to know. */
export type TaxTable = {
  /** ISO 3166-1 alpha-2: where the seller is registered. */
  home: string;
  /** What an account whose country nobody told is taxed with: the home rate, or nothing. */
  whereUnknown: "home" | "untaxed";
  rates: readonly TaxRate[];
  unions: readonly TaxUnion[];
};

/** The rate of a country, or of a part of it. A changed rate is a new row, valid from a later day. */
export type TaxRate = {
  country: string;
  /** A state, province or special territory, as billing addresses name it; null: wherever no other row says more. */
  region: string | null;
  /** As it stands on documents: "VAT", "MwSt.", "Sales tax". */
  name: string;
  /** Such as "8.875". */
  percent: string;
  /** Whether prices have it in them. */
  included: boolean;
  /** The first day, "2027-01-01", by the account's own calendar: the one its documents are dated by. */
  validFrom: string;
};

/** Countries between which a business accounts for the tax itself. */
export type TaxUnion = {
  /** As it stands on documents that have no tax for that reason. */
  name: string;
  /** Each country with how its tax ids begin; empty where that says nothing. */
  members: Readonly<Record<string, string>>;
};

export type Place = { country: string | null; region: string | null; taxId: string | null };

/** How an account is taxed by where it is, from which day on. Nothing before the first row's. */
export function taxesOf(table: TaxTable, place: Place): TaxSpan[] {
  const country = place.country ?? (table.whereUnknown === "home" ? table.home : null);
  if (country === null) return [];
  const union = unionBetween(table, { ...place, country });
  if (union) return [{ from: null, rule: reverseCharge(union.name) }];
  const all = table.rates.filter((one) => one.country === country);
  const wanted = place.country === null ? null : place.region && regionKey(place.region);
  const own = all.filter(({ region }) => region !== null && regionKey(region) === wanted);
  const general = all.filter(({ region }) => region === null);
  return [...new Set([...own, ...general].map(({ validFrom }) => validFrom))].sort().map((day) => {
    const rate = lastBy(own, day) ?? lastBy(general, day);
    return { from: day, rule: rate ? ruleOf(rate) : null };
  });
}

/** What nobody told of a place and its tax depends on: its country, or where regions differ its region. */
export function missingOf({ rates }: TaxTable, place: Place): "country" | "region" | null {
  if (place.country === null) return "country";
  const differs = rates.some((one) => one.country === place.country && one.region !== null);
  return differs && place.region === null ? "region" : null;
}

/** What applies to a document of a day; null where nothing does. */
export function taxOn({ spans }: AccountTaxes, day: string): TaxRule | null {
  return spans.findLast(({ from }) => from === null || from <= day)?.rule ?? null;
}

/** Regions are told by people: case, spaces and accents make no other region. */
export function regionKey(region: string): string {
  return region
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase();
}

/** The buyer accounts for the tax: another member of the seller's union, named by a tax id of that country. */
export function reverseCharge(name: string): TaxRule {
  return { name, ratePpm: 0n, included: false, reverseCharge: true };
}

/**
 * The union of both countries, where the buyer has a tax id that is one of its country by its beginning.
 * Whether the id is registered is asked of no register here.
 */
function unionBetween(
  { home, unions }: TaxTable,
  { country, taxId }: Place & { country: string },
): TaxUnion | undefined {
  if (country === home || taxId === null) return undefined;
  const id = compactTaxId(taxId);
  return unions.find(({ members }) => {
    const begins = members[country];
    return members[home] !== undefined && begins !== undefined && isIdOf(id, begins);
  });
}

function isIdOf(id: string, begins: string): boolean {
  return id.startsWith(begins) && id.length > begins.length && /^[A-Z0-9+*]+$/.test(id);
}

function lastBy(rates: readonly TaxRate[], day: string): TaxRate | undefined {
  return rates
    .filter(({ validFrom }) => validFrom <= day)
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    .at(-1);
}

function ruleOf({ name, percent, included }: TaxRate): TaxRule {
  return { name, ratePpm: ppmOf(percent), included, reverseCharge: false };
}

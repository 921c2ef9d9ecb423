import { defineCatalog } from "@/billing/plans/catalog";

const currency = "usd";
const yearOfMonths = 12;

/** The more is used beyond Scale's allowance, the less each credit beyond costs. */
const scaleInEuros = {
  kind: "graduated" as const,
  tiers: [
    { upTo: 50_000n, unitPrice: "0.0075" },
    { upTo: 250_000n, unitPrice: "0.006" },
    { upTo: null, unitPrice: "0.0045" },
  ],
};

/**
 * Taxes by the buyer's country, for a seller in London. Examples, not advice: which rates apply to you, and
 * from which day, is yours to say. GB: docs.gobl.org/regimes/gb; CH: docs.gobl.org/regimes/ch (7.7 % until
 * the end of 2023). Elsewhere, and where no country was told, nothing is taxed.
 */
const taxes = {
  home: "GB",
  whereUnknown: "untaxed" as const,
  rates: [
    { country: "GB", name: "VAT", percent: "20", validFrom: "2011-01-04" },
    { country: "CH", name: "MWST", percent: "7.7", validFrom: "2018-01-01" },
    { country: "CH", name: "MWST", percent: "8.1", validFrom: "2024-01-01" },
  ],
};

/**
 * What is sold, as code: applied at every start, where a changed price becomes a new plan version and
 * an unchanged file changes nothing. Prices are in cents.
 */
export const catalog = defineCatalog({
  features: [
    { code: "api_call", name: "API call", creditsPerUnit: 1n },
    { code: "image", name: "Image", creditsPerUnit: 5n },
    { code: "video_second", name: "Second of video", creditsPerUnit: 20n },
  ],
  plans: [
    {
      code: "free",
      name: "Free",
      currency,
      price: 0n,
      prices: { eur: 0n },
      interval: "month",
      allowance: 100n,
      overage: { policy: "block" },
      features: "all",
    },
    {
      code: "starter",
      name: "Starter",
      currency,
      price: 2_900n,
      prices: { eur: 2_700n },
      interval: "month",
      allowance: 5_000n,
      overage: { policy: "block" },
      trial: { days: 14, allowance: 1_000n },
      features: "all",
    },
    {
      code: "pro",
      name: "Pro",
      currency,
      price: 9_900n,
      prices: { eur: 8_900n },
      interval: "month",
      allowance: 20_000n,
      overage: { policy: "bill", unitPrice: "0.01", prices: { eur: "0.009" } },
      features: "all",
    },
    {
      code: "scale",
      name: "Scale",
      currency,
      price: 49_900n,
      prices: { eur: 45_900n },
      interval: "month",
      allowance: 120_000n,
      overage: { policy: "bill", unitPrice: "0.008", prices: { eur: scaleInEuros } },
      features: "all",
    },
    {
      code: "team",
      name: "Team",
      currency,
      price: 19_900n,
      prices: { eur: 17_900n },
      interval: "month",
      allowance: 45_000n,
      overage: { policy: "block" },
      rollover: { max: 20_000n },
      features: "all",
    },
    {
      code: "pro_yearly",
      name: "Pro yearly",
      currency,
      price: 99_000n,
      prices: { eur: 89_000n },
      interval: "year",
      allowance: 20_000n,
      drip: "month",
      overage: { policy: "bill", unitPrice: "0.01", prices: { eur: "0.009" } },
      features: "all",
    },
  ],
  packs: [
    {
      code: "pack_1000",
      name: "1,000 credits",
      credits: 1_000n,
      price: 1_200n,
      currency,
      prices: { eur: 1_100n },
      validMonths: yearOfMonths,
    },
    {
      code: "pack_10000",
      name: "10,000 credits",
      credits: 10_000n,
      price: 10_000n,
      currency,
      prices: { eur: 9_200n },
      validMonths: yearOfMonths,
    },
    {
      code: "pack_50000",
      name: "50,000 credits",
      credits: 50_000n,
      price: 45_000n,
      currency,
      prices: { eur: 41_500n },
      validMonths: yearOfMonths,
    },
  ],
  taxes,
  // Above these a second person says yes; the database holds to it.
  refunds: { approvalAbove: { usd: 50_000n, eur: 50_000n } },
  adjustments: { approvalAbove: 10_000n },
  // What your accounting tool calls them; the others keep the numbers of src/billing/ledger/codes.ts.
  journal: { accounts: { stripe_balance: { code: "1010", name: "Stripe" } } },
  customPack: {
    ...{ min: 500n, max: 200_000n, validMonths: yearOfMonths },
    unitPrice: { usd: "0.012", eur: "0.011" },
  },
});

import { z } from "zod";
import { isCurrency } from "@/lib/money";
import { canonicalUnitPrice, isUnitPrice } from "@/lib/unit-price";

/** What a catalogue file may say, piece by piece; how the pieces fit together is asked in `catalog.ts`. */

// Postgres keeps these as bigint, and sums of them over an account's life.
export const largest = 10n ** 15n;
const wholeNumber = z.bigint().min(0n, "is 0 or more").max(largest, "is too large");
const atLeastOne = wholeNumber.min(1n, "is 1 or more");

const code = z
  .string()
  .max(60, "is at most 60 characters")
  .regex(/^[a-z][a-z0-9_]*$/, "is lower-case letters, digits and underscores, a letter first");
const name = z.string().trim().min(1, "is not empty").max(120, "is at most 120 characters");
const currency = z.string().refine(isCurrency, "is an ISO 4217 code in lower case");
const validMonths = z.int().min(1, "is 1 or more").max(1200, "is at most 1200");

const decimal = z
  .string()
  .refine(isUnitPrice, 'is a decimal string in major units, such as "0.0085"');
const canonical = (text: string) => (isUnitPrice(text) ? canonicalUnitPrice(text) : text);
const unitPrice = decimal
  .refine((text) => /[1-9]/.test(text), "is more than 0")
  .transform(canonical);

const none = wholeNumber.default(0n);
const everyModel = {
  /** Credits of overage a period or slice has free. */
  included: none,
  /** Charged once per period or slice, as soon as there is any overage; in minor units. */
  flat: none,
};

const tiers = z
  .array(
    z.strictObject({
      /** The last credit of the tier, counted after the included ones; null of the last tier. */
      upTo: atLeastOne.nullable(),
      unitPrice: decimal.transform(canonical),
      flat: none,
    }),
  )
  .min(1, "has a tier")
  .refine((all) => all.every(({ upTo }, index) => (upTo === null) === (index === all.length - 1)), {
    message: "only the last tier has no end (upTo: null)",
  })
  .refine((all) => all.every(({ upTo }, index) => upTo === null || upTo > endBefore(all, index)), {
    message: "each tier ends after the one before",
  })
  .refine((all) => all.some((one) => one.flat > 0n || /[1-9]/.test(one.unitPrice)), {
    message: "charges nothing",
  });

const priceModel = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("per_unit"), unitPrice, ...everyModel }),
  z.strictObject({ kind: z.literal("graduated"), tiers, ...everyModel }),
  z.strictObject({ kind: z.literal("volume"), tiers, ...everyModel }),
  z.strictObject({
    kind: z.literal("package"),
    size: atLeastOne,
    price: atLeastOne,
    ...everyModel,
  }),
]);

const overage = z.discriminatedUnion("policy", [
  z.strictObject({ policy: z.literal("block") }),
  z
    .strictObject({
      policy: z.literal("bill"),
      /** What each credit costs, or a model in its place. */
      unitPrice: unitPrice.optional(),
      model: priceModel.optional(),
      /** The same in the plan's other currencies: a unit price or a model. */
      prices: z.record(currency, z.union([unitPrice, priceModel])).default({}),
      /** Credits of overage a billing cycle may reach; null is no limit. */
      cap: atLeastOne.nullable().default(null),
    })
    .refine((one) => one.unitPrice !== undefined || one.model !== undefined, {
      path: ["unitPrice"],
      message: "is needed, or a model",
    })
    .refine((one) => one.unitPrice === undefined || one.model === undefined, {
      path: ["model"],
      message: "stands in place of unitPrice",
    }),
]);

export const feature = z.strictObject({ code, name, creditsPerUnit: atLeastOne });

export const plan = z
  .strictObject({
    code,
    name,
    currency,
    price: wholeNumber,
    /** The same plan in other currencies. */
    prices: z.record(currency, wholeNumber).default({}),
    interval: z.enum(["month", "year"]),
    /** Credits each plan period includes, or each slice of one that drips. */
    allowance: wholeNumber,
    drip: z.literal("month").nullable().default(null),
    overage,
    rollover: z.strictObject({ max: atLeastOne }).nullable().default(null),
    /** Tried for so many days, with so many credits, before the first charge. */
    trial: z
      .strictObject({
        days: z.int().min(1, "is 1 or more").max(365, "is at most 365"),
        allowance: wholeNumber,
      })
      .nullable()
      .default(null),
    features: z.union([z.literal("all"), z.array(code).min(1, "names a feature, or is all")], {
      error: 'is "all" or a list of feature codes',
    }),
  })
  .refine(({ drip, interval }) => drip === null || interval === "year", {
    path: ["drip"],
    message: "only a yearly plan drips",
  })
  .refine(({ rollover, allowance }) => rollover === null || allowance > 0n, {
    path: ["rollover"],
    message: "only an allowance rolls over",
  })
  .refine((one) => !(one.currency in one.prices), {
    path: ["prices"],
    message: "repeats the currency of price",
  })
  .refine(({ prices, overage: terms }) => isPricedLike(prices, terms), {
    path: ["overage", "prices"],
    message: "has the same currencies as prices",
  })
  .refine(({ trial, price }) => trial === null || price > 0n, {
    path: ["trial"],
    message: "only what costs something is tried",
  });

export const pack = z
  .strictObject({
    code,
    name,
    credits: atLeastOne,
    price: atLeastOne,
    currency,
    /** The same pack in other currencies. */
    prices: z.record(currency, atLeastOne).default({}),
    validMonths,
  })
  .refine((one) => !(one.currency in one.prices), {
    path: ["prices"],
    message: "repeats the currency of price",
  });

/** How a change from one plan to another is made; what is left out follows the default (BOOKS B6). */
export const changeRule = z
  .strictObject({
    from: code,
    to: code,
    when: z.enum(["now", "period_end"]).optional(),
    allowance: z.enum(["prorate", "keep", "replace"]).optional(),
    creditBasis: z.enum(["usage", "time"]).optional(),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "is another plan than from" });

/** Any number of credits between two bounds, at one price per credit. */
export const customPack = z
  .strictObject({
    min: atLeastOne,
    max: atLeastOne,
    unitPrice: z
      .record(currency, unitPrice)
      .refine((prices) => Object.keys(prices).length > 0, "names a currency"),
    validMonths,
  })
  .refine(({ min, max }) => min <= max, { path: ["max"], message: "is at least min" });

/** What becomes of money that does not come. */
export const dunning = z.strictObject({
  /** Days after the first failed payment on which it is tried again. */
  retryDays: z
    .array(z.int().min(1, "is 1 or more").max(60, "is at most 60"))
    .max(10, "has at most 10 tries")
    .refine((days) => days.every((day, index) => day > (days[index - 1] ?? 0)), {
      message: "each day is later than the one before",
    })
    .default([3, 7, 14]),
  /** What follows the last try: the allowance is kept back, the plan ends, or the money is given up. */
  lastStep: z.enum(["suspend", "cancel", "write_off"]).default("suspend"),
});

/** What holds for every refund. */
export const refunds = z.strictObject({
  /**
   * Above which amount, by currency and tax included, a second person has to say yes. With none one person gives back any
   * amount; with some, a currency that is not named takes a second person for any.
   */
  approvalAbove: z.record(currency, atLeastOne).default({}),
  /** By which policy a refund made at the processor takes credits back, and what becomes of spent ones. */
  atProcessor: z
    .strictObject({
      policy: z.enum(["proportional", "unused_only", "full", "none"]).default("proportional"),
      shortfall: z.enum(["debt", "write_off"]).default("write_off"),
    })
    .prefault({}),
  /** By which policy a lost dispute takes credits back, where nobody chose another, and what becomes of spent ones. */
  lostDispute: z
    .strictObject({
      policy: z.enum(["proportional", "unused_only", "full", "none"]).default("proportional"),
      shortfall: z.enum(["debt", "write_off"]).default("write_off"),
    })
    .prefault({}),
});

/** What staff give, take back or set right by hand. */
export const adjustments = z.strictObject({
  /** Above how many credits a second person has to say yes. */
  approvalAbove: atLeastOne.default(10_000n),
});

/** Which plan a price of Stripe Billing is for: subscriptions that live there are carried over by it. */
export const stripePrice = z.strictObject({
  price: z.string().regex(/^price_\w{1,250}$|^plan_\w{1,250}$/, "is an id of Stripe's (price_…)"),
  plan: code,
});

export const minimumCharges = z.record(currency, atLeastOne);

function endBefore(all: readonly { upTo: bigint | null }[], index: number): bigint {
  return all[index - 1]?.upTo ?? 0n;
}

/** What bills its overage has a price for it in each currency it is sold in, and in no other. */
function isPricedLike(prices: Record<string, unknown>, terms: z.output<typeof overage>): boolean {
  if (terms.policy === "block") return true;
  const [sold, priced] = [Object.keys(prices), Object.keys(terms.prices)];
  return sold.length === priced.length && sold.every((one) => one in terms.prices);
}

import { z } from "zod";
import { BillingError } from "@/lib/errors";
import { amountOf } from "@/lib/unit-price";
import { processorMinimum } from "../invoices/minimum";
import {
  adjustments,
  changeRule,
  customPack,
  dunning,
  feature,
  largest,
  minimumCharges,
  pack,
  plan,
  refunds,
  stripePrice,
} from "./catalog-schema";
import { journal } from "./journal-schema";
import { taxes } from "./tax-schema";

/** What a catalogue file may say; `Catalog` is the same with every omission spelt out as null. */
export type CatalogInput = z.input<typeof catalogSchema>;
export type Catalog = z.output<typeof catalogSchema>;
export type CatalogPlan = Catalog["plans"][number];
export type ChangeRule = Catalog["changes"][number];
export type CustomPack = NonNullable<Catalog["customPack"]>;

/** A checked catalogue, or `invalid_input` naming every field at fault. Nothing is written here. */
export function defineCatalog(input: CatalogInput): Catalog {
  const parsed = catalogSchema.safeParse(input);
  if (parsed.success) return parsed.data;

  const faults = parsed.error.issues.map((issue) => ({
    field: fieldName(input, issue.path),
    message: issue.message,
  }));
  throw new BillingError(
    "invalid_input",
    `The catalogue is not valid. ${faults.map((fault) => `${fault.field}: ${fault.message}`).join("; ")}`,
    { field: faults[0]?.field ?? "catalog" },
  );
}

type Refuse = (path: (string | number)[], message: string) => void;

const catalogSchema = z
  .strictObject({
    features: z.array(feature),
    plans: z.array(plan),
    packs: z.array(pack),
    /** Credits sold by any number; null where only packs are. */
    customPack: customPack.nullable().default(null),
    /** Pairs of plans between which a change is not made as it is by default. */
    changes: z.array(changeRule).default([]),
    /** Whether parts of a billing cycle are counted by seconds or by local days. */
    proration: z.enum(["second", "day"]).default("second"),
    /** Amounts below which nothing is sent to the processor, where they are more than its own. */
    minimumCharge: minimumCharges.default({}),
    /** When a failed payment is tried again, and what follows the last try. */
    dunning: dunning.prefault({}),
    /** Above which amount a refund takes a second person, and how those made at the processor are booked. */
    refunds: refunds.prefault({}),
    /** Above how many credits what staff give or take by hand takes a second person. */
    adjustments: adjustments.prefault({}),
    /** What ledger accounts are called in the journal for accounting tools. */
    journal: journal.prefault({}),
    /** Rates by country and region; null where accounts are taxed only as is said of each. */
    taxes: taxes.nullable().default(null),
    /** Prices of Stripe Billing and the plans they are for, where subscriptions live there. */
    stripePrices: z.array(stripePrice).default([]),
  })
  .superRefine((catalog, context) => {
    const refuse: Refuse = (path, message) => context.addIssue({ code: "custom", path, message });
    const { features, plans, packs } = catalog;
    for (const [list, items] of Object.entries({ features, plans, packs })) {
      for (const index of repeats(items.map((item) => item.code))) {
        refuse([list, index, "code"], "is used twice");
      }
    }
    checkFeatures(catalog, refuse);
    checkChanges(catalog, refuse);
    checkAmounts(catalog, refuse);
    checkStripePrices(catalog, refuse);
  });

type Checked = Pick<
  Catalog,
  "features" | "plans" | "changes" | "customPack" | "minimumCharge" | "stripePrices"
>;

function checkFeatures({ features, plans }: Checked, refuse: Refuse): void {
  const known = new Set(features.map((item) => item.code));
  for (const [index, { features: included }] of plans.entries()) {
    if (included === "all") continue;
    for (const [place, wanted] of included.entries()) {
      const path = ["plans", index, "features", place];
      if (!known.has(wanted)) refuse(path, `there is no feature "${wanted}"`);
    }
    for (const place of repeats(included)) {
      refuse(["plans", index, "features", place], "is named twice");
    }
  }
}

function checkChanges({ plans, changes }: Checked, refuse: Refuse): void {
  const known = new Set(plans.map((item) => item.code));
  for (const [index, rule] of changes.entries()) {
    for (const side of ["from", "to"] as const) {
      if (!known.has(rule[side])) {
        refuse(["changes", index, side], `there is no plan "${rule[side]}"`);
      }
    }
  }
  for (const index of repeats(changes.map(({ from, to }) => `${from} ${to}`))) {
    refuse(["changes", index], "these two plans have a rule already");
  }
}

function checkAmounts({ customPack: custom, minimumCharge }: Checked, refuse: Refuse): void {
  for (const [currency, unitPrice] of Object.entries(custom?.unitPrice ?? {})) {
    const path = ["customPack", "unitPrice", currency];
    const costOf = (quantity = 0n) => amountOf({ quantity, unitPrice, currency }).minor;
    if (costOf(custom?.min) === 0n) refuse(path, "makes the smallest amount free");
    if (costOf(custom?.max) > largest) refuse(path, "makes the largest amount too large");
  }
  for (const [currency, amount] of Object.entries(minimumCharge)) {
    const least = processorMinimum(currency);
    if (amount < least) {
      refuse(["minimumCharge", currency], `is at least ${least}, the processor's own minimum`);
    }
  }
}

function checkStripePrices({ plans, stripePrices }: Checked, refuse: Refuse): void {
  const known = new Set(plans.map((item) => item.code));
  for (const [index, { plan: wanted }] of stripePrices.entries()) {
    if (!known.has(wanted)) {
      refuse(["stripePrices", index, "plan"], `there is no plan "${wanted}"`);
    }
  }
  for (const index of repeats(stripePrices.map(({ price }) => price))) {
    refuse(["stripePrices", index, "price"], "is for a plan already");
  }
}

/** The places at which a code comes again. */
function repeats(codes: string[]): number[] {
  return codes.flatMap((one, index) => (codes.indexOf(one) < index ? [index] : []));
}

/** `plans[2] (pro).overage.unitPrice`: the place, and the code a person would look for. */
function fieldName(input: unknown, path: PropertyKey[]): string {
  let value = input;
  let field = "";
  for (const key of path) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    if (typeof key !== "number") {
      field += field === "" ? String(key) : `.${String(key)}`;
      continue;
    }
    const named = (value as { code?: unknown } | undefined)?.code;
    field += `[${key}]${typeof named === "string" ? ` (${named})` : ""}`;
  }
  return field === "" ? "catalog" : field;
}

import { createHash } from "node:crypto";
import { z } from "zod";
import { BillingError } from "@/lib/errors";
import { isCurrency } from "@/lib/money";
import { canonicalUnitPrice, isUnitPrice } from "@/lib/unit-price";

/** What a catalogue file may say; `Catalog` is the same with every omission spelt out as null. */
export type CatalogInput = z.input<typeof catalogSchema>;
export type Catalog = z.output<typeof catalogSchema>;
export type CatalogPlan = Catalog["plans"][number];
export type Overage = CatalogPlan["overage"];

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

/**
 * What makes a plan version: all that was promised, and not the name it is sold under.
 *
 * Equal fingerprints are the same version, so applying a catalogue twice changes nothing.
 */
export function planVersionFingerprint(plan: CatalogPlan): string {
  const { currency, price, interval, allowance, drip, overage, rollover, features } = plan;
  // A fixed order of our own, so that neither key order nor the order of features makes a version.
  const terms = [
    ["currency", currency],
    ["price", `${price}`],
    ["interval", interval],
    ["allowance", `${allowance}`],
    ["drip", drip],
    ["overage", ...overageTerms(overage)],
    ["rollover", rollover && `${rollover.max}`],
    ["features", features === "all" ? "all" : [...features].sort()],
  ];
  return createHash("sha256").update(JSON.stringify(terms)).digest("hex");
}

// Postgres keeps these as bigint, and sums of them over an account's life.
const largest = 10n ** 15n;
const wholeNumber = z.bigint().min(0n, "is 0 or more").max(largest, "is too large");
const atLeastOne = wholeNumber.min(1n, "is 1 or more");

const code = z
  .string()
  .max(60, "is at most 60 characters")
  .regex(/^[a-z][a-z0-9_]*$/, "is lower-case letters, digits and underscores, a letter first");
const name = z.string().trim().min(1, "is not empty").max(120, "is at most 120 characters");
const currency = z.string().refine(isCurrency, "is an ISO 4217 code in lower case");

const unitPrice = z
  .string()
  .refine(isUnitPrice, 'is a decimal string in major units, such as "0.0085"')
  .refine((text) => /[1-9]/.test(text), "is more than 0")
  .transform((text) => (isUnitPrice(text) ? canonicalUnitPrice(text) : text));

const overage = z.discriminatedUnion("policy", [
  z.strictObject({ policy: z.literal("block") }),
  z.strictObject({
    policy: z.literal("bill"),
    unitPrice,
    /** Credits of overage a billing cycle may reach; null is no limit. */
    cap: atLeastOne.nullable().default(null),
  }),
]);

const feature = z.strictObject({ code, name, creditsPerUnit: atLeastOne });

const plan = z
  .strictObject({
    code,
    name,
    currency,
    price: wholeNumber,
    interval: z.enum(["month", "year"]),
    /** Credits each plan period includes, or each slice of one that drips. */
    allowance: wholeNumber,
    drip: z.literal("month").nullable().default(null),
    overage,
    rollover: z.strictObject({ max: atLeastOne }).nullable().default(null),
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
  });

const pack = z.strictObject({
  code,
  name,
  credits: atLeastOne,
  price: atLeastOne,
  currency,
  validMonths: z.int().min(1, "is 1 or more").max(1200, "is at most 1200"),
});

const catalogSchema = z
  .strictObject({ features: z.array(feature), plans: z.array(plan), packs: z.array(pack) })
  .superRefine(({ features, plans, packs }, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });

    for (const [list, items] of Object.entries({ features, plans, packs })) {
      for (const index of repeats(items.map((item) => item.code))) {
        refuse([list, index, "code"], "is used twice");
      }
    }
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
  });

function overageTerms(terms: Overage): (string | null)[] {
  if (terms.policy === "block") return ["block"];
  return ["bill", terms.unitPrice, terms.cap === null ? null : `${terms.cap}`];
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

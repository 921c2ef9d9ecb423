import { describe, expect, test } from "vitest";
import { BillingError } from "@/lib/errors";
import { catalog } from "../../../tallybook.catalog";
import { type CatalogInput, defineCatalog } from "./catalog";

type PlanInput = CatalogInput["plans"][number];

const pro: PlanInput = {
  code: "pro",
  name: "Pro",
  currency: "usd",
  price: 9_900n,
  interval: "month",
  allowance: 20_000n,
  overage: { policy: "bill", unitPrice: "0.01" },
  features: "all",
};

const valid: CatalogInput = {
  features: [
    { code: "api_call", name: "API call", creditsPerUnit: 1n },
    { code: "image", name: "Image", creditsPerUnit: 5n },
  ],
  plans: [pro],
  packs: [
    { code: "small", name: "Small", credits: 1n, price: 1n, currency: "usd", validMonths: 12 },
  ],
};

const upgrade = { from: "pro", to: "scale" } as const;
const twoPlans: CatalogInput = { ...valid, plans: [pro, { ...pro, code: "scale", name: "Scale" }] };

describe("the story catalogue", () => {
  test("sells what issue 2 lists", () => {
    const rates = catalog.features.map(({ code, creditsPerUnit }) => [code, creditsPerUnit]);
    expect(rates).toEqual([
      ["api_call", 1n],
      ["image", 5n],
      ["video_second", 20n],
    ]);
    const plans = catalog.plans.map((plan) => [
      plan.code,
      plan.price,
      plan.interval,
      plan.allowance,
      plan.overage.policy === "bill" ? plan.overage.unitPrice : "block",
      plan.rollover?.max ?? plan.drip,
    ]);
    expect(plans).toEqual([
      ["free", 0n, "month", 100n, "block", null],
      ["starter", 2_900n, "month", 5_000n, "block", null],
      ["pro", 9_900n, "month", 20_000n, "0.01", null],
      ["scale", 49_900n, "month", 120_000n, "0.008", null],
      ["team", 19_900n, "month", 45_000n, "block", 20_000n],
      ["pro_yearly", 99_000n, "year", 20_000n, "0.01", "month"],
    ]);
    expect(catalog.packs.map((pack) => [pack.code, pack.credits, pack.price])).toEqual([
      ["pack_1000", 1_000n, 1_200n],
      ["pack_10000", 10_000n, 10_000n],
      ["pack_50000", 50_000n, 45_000n],
    ]);
    expect(catalog.packs.every((pack) => pack.validMonths === 12)).toBe(true);
    const { trial } = catalog.plans.find(({ code }) => code === "starter") ?? {};
    expect(trial).toEqual({ days: 14, allowance: 1_000n });
    expect(catalog.customPack).toMatchObject({ min: 500n, max: 200_000n, validMonths: 12 });
  });
});

describe("a catalogue", () => {
  test("comes back with its omissions spelt out", () => {
    const told = defineCatalog(valid);
    expect(told.plans[0]).toEqual({
      ...pro,
      drip: null,
      rollover: null,
      trial: null,
      prices: {},
      overage: { policy: "bill", unitPrice: "0.01", prices: {}, cap: null },
    });
    expect(told).toMatchObject({
      ...{ changes: [], proration: "second", customPack: null, minimumCharge: {}, taxes: null },
      packs: [{ prices: {} }],
    });
  });

  test.each<[string, unknown, string]>([
    ["a capital in a code", plan({ code: "Pro" }), "plans[0] (Pro).code"],
    ["a negative price", plan({ price: -1n }), "plans[0] (pro).price"],
    ["a price in floats", plan({ price: 99.0 }), "plans[0] (pro).price"],
    ["more than Postgres holds", plan({ price: 2n ** 63n }), "plans[0] (pro).price"],
    ["a negative allowance", plan({ allowance: -1n }), "plans[0] (pro).allowance"],
    ["an unknown currency", plan({ currency: "USD" }), "plans[0] (pro).currency"],
    ["an unknown interval", plan({ interval: "week" }), "plans[0] (pro).interval"],
    ["a monthly plan that drips", plan({ drip: "month" }), "plans[0] (pro).drip"],
    [
      "rollover of nothing",
      plan({ allowance: 0n, rollover: { max: 1n } }),
      "plans[0] (pro).rollover",
    ],
    ["no overage policy", plan({ overage: undefined }), "plans[0] (pro).overage"],
    [
      "a billed overage without price",
      plan({ overage: { policy: "bill" } }),
      "plans[0] (pro).overage.unitPrice",
    ],
    ["a price in exponents", billed({ unitPrice: "1e-2" }), "plans[0] (pro).overage.unitPrice"],
    ["free overage", billed({ unitPrice: "0.00" }), "plans[0] (pro).overage.unitPrice"],
    ["a cap of nothing", billed({ cap: 0n }), "plans[0] (pro).overage.cap"],
    ["a misspelt field", plan({ alowance: 1n }), "plans[0] (pro)"],
    ["a feature nobody defined", plan({ features: ["fax"] }), "plans[0] (pro).features[0]"],
    ["a feature named twice", plan({ features: ["image", "image"] }), "plans[0] (pro).features[1]"],
    ["no feature at all", plan({ features: [] }), "plans[0] (pro).features"],
    ["two plans of one code", { ...valid, plans: [pro, pro] }, "plans[1] (pro).code"],
    ["a free feature", feature({ creditsPerUnit: 0n }), "features[0] (api_call).creditsPerUnit"],
    ["an empty name", feature({ name: " " }), "features[0] (api_call).name"],
    ["a pack for ever", pack({ validMonths: 0 }), "packs[0] (small).validMonths"],
    ["half a month", pack({ validMonths: 1.5 }), "packs[0] (small).validMonths"],
    ["an empty pack", pack({ credits: 0n }), "packs[0] (small).credits"],
    ["a trial of no day", plan({ trial: { days: 0, allowance: 1n } }), "plans[0] (pro).trial.days"],
    [
      "a trial of what is free",
      plan({ price: 0n, trial: { days: 7, allowance: 1n } }),
      "plans[0] (pro).trial",
    ],
    ["a pack twice in dollars", pack({ prices: { usd: 1n } }), "packs[0] (small).prices"],
    ["a pack in no currency", pack({ prices: { gold: 1n } }), "packs[0] (small).prices.gold"],
    ["a free pack in euros", pack({ prices: { eur: 0n } }), "packs[0] (small).prices.eur"],
    ["a change to the same plan", change({ to: "pro" }), "changes[0].to"],
    ["a change to no plan", change({ to: "max" }), "changes[0].to"],
    ["a change at no time known", change({ when: "later" }), "changes[0].when"],
    ["two rules for two plans", { ...twoPlans, changes: [upgrade, upgrade] }, "changes[1]"],
    ["proration by the hour", { ...valid, proration: "hour" }, "proration"],
    ["a custom pack upside down", custom({ min: 11n }), "customPack.max"],
    ["a custom pack without price", custom({ unitPrice: {} }), "customPack.unitPrice"],
    [
      "a custom pack that rounds to nothing",
      custom({ unitPrice: { usd: "0.0049" } }),
      "customPack.unitPrice.usd",
    ],
    [
      "a custom pack no invoice holds",
      custom({ unitPrice: { usd: "1", eur: "100000000000" }, max: 10n ** 6n }),
      "customPack.unitPrice.eur",
    ],
    [
      "a minimum the processor refuses",
      { ...valid, minimumCharge: { usd: 49n } },
      "minimumCharge.usd",
    ],
    ["no list of plans", { ...valid, plans: undefined }, "plans"],
    ["nothing", undefined, "catalog"],
  ])("with %s is refused and the field named", (_, input, field) => {
    const refusal = refusalOf(input);
    expect(refusal.code).toBe("invalid_input");
    expect(refusal.facts.field).toBe(field);
    expect(refusal.message).toContain(`${field}: `);
  });

  test("may say how two plans change, and sell any number of credits", () => {
    const rule = {
      ...upgrade,
      when: "period_end",
      allowance: "keep",
      creditBasis: "time",
    } as const;
    const told = defineCatalog({
      ...{ ...twoPlans, changes: [rule], proration: "day", minimumCharge: { usd: 50n } },
      // One credit at half a cent is a cent, half up: the least that is no gift.
      customPack: { min: 1n, max: 10n, unitPrice: { usd: "0.0050" }, validMonths: 1 },
    });
    expect(told.changes).toEqual([rule]);
    expect(told).toMatchObject({ proration: "day", minimumCharge: { usd: 50n } });
    expect(told.customPack?.unitPrice).toEqual({ usd: "0.005" });
  });

  test("with several faults names them all", () => {
    const { message } = refusalOf({ ...valid, plans: [{ ...pro, price: -1n, allowance: -1n }] });
    expect(message).toContain("plans[0] (pro).price: is 0 or more");
    expect(message).toContain("plans[0] (pro).allowance: is 0 or more");
  });
});

function plan(change: Record<string, unknown>): unknown {
  return { ...valid, plans: [{ ...pro, ...change }] };
}

function billed(change: Record<string, unknown>): unknown {
  return plan({ overage: { policy: "bill", unitPrice: "0.01", ...change } });
}

function feature(change: Record<string, unknown>): unknown {
  return { ...valid, features: [{ ...valid.features[0], ...change }] };
}

function pack(change: Record<string, unknown>): unknown {
  return { ...valid, packs: [{ ...valid.packs[0], ...change }] };
}

function change(rule: Record<string, unknown>): unknown {
  return { ...twoPlans, changes: [{ ...upgrade, ...rule }] };
}

function custom(terms: Record<string, unknown>): unknown {
  const customPack = { min: 1n, max: 10n, unitPrice: { usd: "0.01" }, validMonths: 12, ...terms };
  return { ...valid, customPack };
}

function refusalOf(input: unknown): BillingError {
  try {
    defineCatalog(input as CatalogInput);
  } catch (error) {
    if (error instanceof BillingError) return error;
    throw error;
  }
  throw new Error("The catalogue was accepted.");
}

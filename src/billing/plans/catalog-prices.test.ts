import { expect, test } from "vitest";
import { BillingError } from "@/lib/errors";
import { type CatalogInput, defineCatalog } from "./catalog";

const pro = {
  ...{ code: "pro", name: "Pro", currency: "usd", price: 9_900n, interval: "month" },
  ...{ allowance: 20_000n, overage: { policy: "bill", unitPrice: "0.01" }, features: "all" },
};

const perCredit = { kind: "per_unit", unitPrice: "0.01" };
const pack1 = { kind: "package", size: 1_000n, price: 700n };
const open = { upTo: null, unitPrice: "0.01" };
const inPro = (field: string) => `plans[0] (pro).${field}`;

test.each<[string, unknown, string]>([
  ["a plan twice in dollars", plan({ prices: { usd: 1n } }), "plans[0] (pro).prices"],
  ["a plan in no currency", plan({ prices: { gold: 1n } }), "plans[0] (pro).prices.gold"],
  ["overage without a price in euros", plan({ prices: { eur: 1n } }), inPro("overage.prices")],
  ["overage in a currency not sold in", billed({ prices: { eur: "1" } }), inPro("overage.prices")],
  ["two prices of overage", billed({ model: perCredit }), inPro("overage.model")],
  ["a model of no kind", modelled({ kind: "stairs" }), inPro("overage.model.kind")],
  ["a package of nothing", modelled({ ...pack1, size: 0n }), inPro("overage.model.size")],
  ["a free package", modelled({ ...pack1, price: 0n }), inPro("overage.model.price")],
  ["a fee below nothing", modelled({ ...perCredit, flat: -1n }), inPro("overage.model.flat")],
  ["no tier", tiered([]), inPro("overage.model.tiers")],
  ["a last tier that ends", tiered([{ upTo: 5n, unitPrice: "1" }]), inPro("overage.model.tiers")],
  ["an endless first tier", tiered([open, open]), inPro("overage.model.tiers")],
  [
    "tiers out of order",
    tiered([{ upTo: 5n, unitPrice: "1" }, { upTo: 5n, unitPrice: "1" }, open]),
    inPro("overage.model.tiers"),
  ],
  [
    "tiers that charge nothing",
    tiered([{ upTo: null, unitPrice: "0.0" }]),
    inPro("overage.model.tiers"),
  ],
  [
    "a tier in exponents",
    tiered([{ upTo: null, unitPrice: "1e2" }]),
    inPro("overage.model.tiers[0].unitPrice"),
  ],
])("%s is refused and the field named", (_, input, field) => {
  const refused = () => defineCatalog(input as CatalogInput);
  expect(refused).toThrow(BillingError);
  expect(refused).toThrow(`${field}: `);
});

test("prices come back in one spelling, with their omissions spelt out", () => {
  const model = {
    kind: "volume",
    tiers: [
      { upTo: 5n, unitPrice: "0.010" },
      { ...open, flat: 3n },
    ],
  };
  const prices = { jpy: "1.50", kwd: perCredit };
  const told = defineCatalog({
    ...{ features: [], packs: [] },
    plans: [{ ...pro, prices: { jpy: 1n, kwd: 2n }, overage: { policy: "bill", model, prices } }],
  } as CatalogInput);
  expect(told.plans[0]?.overage).toEqual({
    policy: "bill",
    cap: null,
    model: {
      ...{ kind: "volume", included: 0n, flat: 0n },
      tiers: [
        { upTo: 5n, unitPrice: "0.01", flat: 0n },
        { upTo: null, unitPrice: "0.01", flat: 3n },
      ],
    },
    prices: { jpy: "1.5", kwd: { ...perCredit, included: 0n, flat: 0n } },
  });
});

function plan(change: Record<string, unknown>): unknown {
  return { features: [], plans: [{ ...pro, ...change }], packs: [] };
}

function billed(change: Record<string, unknown>): unknown {
  return plan({ overage: { policy: "bill", unitPrice: "0.01", ...change } });
}

function modelled(model: unknown): unknown {
  return plan({ overage: { policy: "bill", model } });
}

function tiered(tiers: unknown): unknown {
  return modelled({ kind: "graduated", tiers });
}

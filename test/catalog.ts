import { defineCatalog } from "@/billing/plans/catalog";
import { catalog } from "../tallybook.catalog";

/** By time alone, so that figures of money are seen by themselves. */
const plain = (code: string, price: bigint, prices: Record<string, bigint> = {}) => ({
  ...{
    code,
    name: code,
    currency: "usd",
    price,
    prices,
    interval: "month" as const,
    allowance: 0n,
  },
  ...{ overage: { policy: "block" as const }, features: "all" as const },
});

/** What is sold, and two plans for rules that no plan on sale shows together. */
export const testCatalog = defineCatalog({
  ...catalog,
  // Stories of taxes have tables of their own.
  taxes: null,
  // And stories of large refunds limits of theirs.
  refunds: {},
  plans: [
    ...catalog.plans,
    plain("five", 500n),
    plain("ten", 1_000n, { jpy: 1_000n, kwd: 3_333n }),
    plain("twenty", 2_000n, { jpy: 2_000n, kwd: 6_667n }),
    {
      code: "capped",
      name: "Capped",
      currency: "usd",
      price: 1_000n,
      interval: "month",
      allowance: 1_000n,
      overage: { policy: "bill", unitPrice: "0.015", cap: 500n },
      features: "all",
    },
    {
      code: "rolling",
      name: "Rolling",
      currency: "usd",
      price: 1_000n,
      interval: "month",
      allowance: 1_000n,
      rollover: { max: 400n },
      overage: { policy: "bill", unitPrice: "0.01" },
      features: "all",
    },
  ],
});

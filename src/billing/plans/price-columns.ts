import type { SuperJSONResult } from "superjson";
import { fromJson, toJson } from "@/lib/json";
import { type PriceModel, perUnit, singlePrice } from "@/lib/pricing";
import type { OverageTerms } from "./plan-offers";

/** How a plan version's price of overage is stored: one unit price as it is, anything else as a model. */
export type PriceColumns = { overage_unit_price: string | null; overage_model: unknown };
export type OverageColumns = PriceColumns & { overage_cap: bigint | null };

/** Null where overage is not billed. */
export function priceModelOf(row: PriceColumns): PriceModel | null {
  if (row.overage_model !== null) return fromJson(row.overage_model as SuperJSONResult);
  return row.overage_unit_price === null ? null : perUnit(row.overage_unit_price);
}

/** What a version says of use beyond the grants, as its columns have it. */
export function overageTermsOf(
  row: OverageColumns,
  currency: string,
): { overage: OverageTerms; currency: string } {
  const model = priceModelOf(row);
  if (model === null) return { overage: { policy: "block" }, currency };
  return { overage: { policy: "bill", model, cap: row.overage_cap }, currency };
}

export function priceColumns(
  model: PriceModel | null,
): PriceColumns & { overage_model: string | null } {
  const unitPrice = model && singlePrice(model);
  return {
    overage_unit_price: unitPrice,
    overage_model: model && unitPrice === null ? JSON.stringify(toJson(model)) : null,
  };
}

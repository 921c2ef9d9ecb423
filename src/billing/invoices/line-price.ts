import { decimalOf } from "@/lib/money";
import { explainPrice, type PriceExplained, singlePrice } from "@/lib/pricing";
import { overageAmount } from "../credits/overage";
import type { InvoiceLineDraft } from "../decision";
import type { PlanVersion } from "../state";

type Priced = Pick<InvoiceLineDraft, "quantity" | "unitPrice" | "amountMinor" | "credits">;

/**
 * Overage as a line says it: credits at their one price, or the whole at the amount its tiers come to.
 *
 * So quantity × unit price is the amount of every line; tiers are told beside it, by `explanationOf`.
 */
export function pricedOverage(credits: bigint, version: PlanVersion): Priced {
  const { overage, currency } = version;
  const amountMinor = overageAmount(credits, version);
  const unitPrice = overage.policy === "bill" ? singlePrice(overage.model) : "0";
  if (unitPrice !== null) return { quantity: credits, unitPrice, amountMinor, credits };
  const whole = decimalOf({ minor: amountMinor, currency });
  return { quantity: 1n, unitPrice: whole, amountMinor, credits };
}

/** How an overage line's amount comes about where its version has more than one price; else null. */
export function explanationOf(
  { kind, credits }: { kind: string; credits: bigint },
  version: Pick<PlanVersion, "overage" | "currency"> | null,
): PriceExplained | null {
  if (kind !== "overage" || version?.overage.policy !== "bill") return null;
  const { model } = version.overage;
  return singlePrice(model) === null ? explainPrice(model, credits, version.currency) : null;
}

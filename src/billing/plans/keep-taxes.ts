import { BillingError } from "@/lib/errors";
import { dayOf } from "@/lib/time";
import type { TaxTable } from "../invoices/tax-table";
import { rateKey, rateName } from "./tax-schema";

/**
 * A rate that was valid yesterday stays as it was: what fell due then is decided by it, however late. What is
 * wrong is put right by a row from today on; one that is still to come may change.
 */
export function assertTaxesKept(
  before: TaxTable | null,
  { next, now }: { next: TaxTable | null; now: Date },
): void {
  const kept = new Map(next?.rates.map((one) => [rateKey(one), one]));
  // A day before, wherever on earth: there it has begun already.
  const today = dayOf(now, "Pacific/Pago_Pago");
  for (const rate of before?.rates ?? []) {
    const same = kept.get(rateKey(rate));
    const { name, percent, included } = rate;
    const isKept = same?.name === name && same.percent === percent && same.included === included;
    if (rate.validFrom > today || isKept) continue;
    const message = `taxes.rates: ${rateName(rate)} was valid already and is not there as it was. A changed rate is a new row.`;
    throw new BillingError("invalid_input", message, { field: "taxes.rates" });
  }
}

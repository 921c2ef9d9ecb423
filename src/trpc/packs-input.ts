import type { WantedPack } from "@/billing/plans/decide-pack";
import { BillingError } from "@/lib/errors";
import { amount, code } from "./inputs";

/** One of the two: a pack by its code, or any number of credits the catalogue allows. */
export const wantedPack = { pack: code.optional(), credits: amount.optional() };

export function wantedOf({
  pack,
  credits,
}: {
  pack?: string | undefined;
  credits?: bigint | undefined;
}): WantedPack {
  if (pack !== undefined && credits === undefined) return { pack };
  if (credits !== undefined && pack === undefined) return { credits };
  throw new BillingError("invalid_input", "Name a pack, or a number of credits.", {
    field: "pack",
  });
}

import { BillingError } from "@/lib/errors";

/** Of figures whose parts are known as of now only. */
export function refusePast(past: Date | null): void {
  if (!past) return;
  throw new BillingError("invalid_input", "This figure is explained as of now only.", {
    field: "at",
  });
}

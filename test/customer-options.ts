import type { GrantsWhen } from "@/billing/decision";
import type { GrantCategory } from "@/billing/ledger/accounts";

export function inputOf(externalId: string, timezone: string, currency = "usd") {
  return { externalId, name: externalId, email: "a@example.com", currency, timezone };
}

export type StartOptions = { grants?: GrantsWhen; startsAt?: Date | null; trialDays?: number };
export type GrantOptions = {
  category?: Exclude<GrantCategory, "allowance" | "rollover">;
  priority?: number;
  effectiveAt?: Date | null;
  expiresAt?: Date | null;
  key?: string;
};
export type ChangeOptions = {
  when?: "now" | "period_end";
  anchor?: "keep" | "reset" | null;
  grants?: GrantsWhen;
};
export type Use = { key?: string; occurredAt?: Date | null; feature?: string };

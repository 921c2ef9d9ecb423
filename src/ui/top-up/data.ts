import type { FailureReason } from "@/lib/failure-reason";
import type { Money } from "@/lib/money";
import type { Act } from "../settings/data";

export type PausedBecause =
  | "payment_failed"
  | "to_prove"
  | "order_ended"
  | "no_method"
  | "method_removed"
  | "not_on_sale"
  | "refund"
  | "dispute";

export type Why = "enough" | "cap" | "off" | Exclude<PausedBecause, "refund" | "dispute">;

export type Settings = {
  enabled: boolean;
  threshold: bigint;
  pack: string;
  methodId: string | null;
  capMinor: bigint;
  cooldownMinutes: number;
  consentedAt: Date | null;
  pause: {
    because: PausedBecause;
    at: Date;
    failure: FailureReason | null;
    payUrl: string | null;
  } | null;
};

export type Pack = { pack: string; name: string; credits: bigint; total: Money };

export type Run = {
  id: string;
  status: "due" | "ordered" | "paid" | "failed" | "skipped";
  why: Why | null;
  failure: FailureReason | null;
  at: Date;
  available: bigint;
  packName: string | null;
  amount: Money | null;
  invoiceId: string | null;
  number: string | null;
  invoiceStatus: string | null;
  payUrl: string | null;
};

export type TopUp = {
  currency: string;
  settings: Settings | null;
  /** What this calendar month's orders came to so far. */
  spent: Money;
  waits: { until: Date; isCapped: boolean } | null;
  packs: Pack[];
  methods: { id: string; kind: string; brand: string | null; last4: string | null }[];
  suggestion: { threshold: bigint; days: number } | null;
  runs: Run[];
  hasProcessor: boolean;
  may: { buy: boolean };
};

export type Rule = { threshold: bigint; pack: string; capMinor: bigint; cooldownMinutes: number };
export type Terms = Rule & { methodId: string | null; consent: boolean };

export type BackTest = {
  ran: { day: string; times: number }[];
  times: number;
  minor: bigint;
  capped: number;
  days: number;
  currency: string;
};

export type TopUpActs = {
  set: Act<{ terms: Terms | null }, unknown>;
  resume: Act<undefined, unknown>;
  backTest: Act<Rule, BackTest>;
};

/** What the form has to know; names of cards are worked out where the words are. */
export type Ground = Pick<TopUp, "currency" | "packs" | "suggestion"> & {
  methods: { id: string; name: string }[];
};

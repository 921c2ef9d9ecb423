import type { useTranslations } from "next-intl";
import type { Money } from "@/lib/money";
import type { Act } from "../settings/data";

export const classes = [
  "timing",
  "missing_here",
  "missing_at_stripe",
  "amount_differs",
  "grant_without_charge",
  "charge_without_grant",
  "refund_without_revocation",
  "unlinked_usage",
] as const;

export type DifferenceClass = (typeof classes)[number];

type Causes = ReturnType<typeof useTranslations<"reconciliation.causes">>;

export const statuses = ["open", "resolved", "gone"] as const;

export type Fix = "ask_stripe" | "book_house" | "book_difference" | "grant" | "revoke";

export type Difference = {
  id: string;
  class: DifferenceClass;
  cause: Parameters<Causes>[0];
  fix: Fix | null;
  account: { id: string; name: string } | null;
  balanceTransactionId: string | null;
  money: Money | null;
  credits: bigint | null;
  facts: Record<string, string>;
  occurredAt: Date;
  status: (typeof statuses)[number];
  assignedTo: { id: string; name: string } | null;
  comments: number;
  closedAt: Date | null;
  closedBecause: string | null;
};

export type Comment = { id: string; body: string; by: string; at: Date };

export const steps = ["listing", "balance", "house", "matching"] as const;

export type Run = {
  id: string;
  day: string;
  number: number;
  step: (typeof steps)[number] | "done";
  until: Date;
  listed: bigint;
  totals: { rows: number; classes: Record<string, number | undefined> } | null;
  problem: string | null;
  startedAt: Date;
  endedAt: Date | null;
};

export type Stand = {
  running: Run | null;
  last: Run | null;
  open: { class: DifferenceClass; currency: string | null; count: number; minor: bigint }[];
  may: { work: boolean };
  hasProcessor: boolean;
};

export type FixPreview = {
  quoteId: string | null;
  waits: boolean;
  moves: { from: string; to: string; asset: string; amount: bigint }[];
};

export type ReconciliationActs = {
  start: Act<undefined, unknown>;
  assign: Act<{ differenceId: string; staffUserId: string | null }, unknown>;
  comment: Act<{ differenceId: string; body: string }, unknown>;
  resolve: Act<{ differenceId: string; reason: string }, unknown>;
  previewFix: Act<{ differenceId: string }, FixPreview>;
  fix: Act<
    { differenceId: string; quoteId: string; reason: string },
    { status: "fixed" | "waiting" }
  >;
};

import type { Act } from "../settings/data";

export const exportKindNames = [
  "customers",
  "documents",
  "payments",
  "refunds",
  "disputes",
  "transfers",
  "use",
  "grants",
  "audit_log",
  "journal",
  "journal_by_day",
  "differences",
  "report_money",
  "report_credits",
  "report_revenue",
  "report_deferred",
  "report_impact",
  "report_mrr",
  "report_units",
  "report_owed",
  "report_owed_by_age",
  "report_ages",
  "report_ledger",
] as const;

export type ExportStatus = "waiting" | "writing" | "done" | "failed" | "cancelled" | "expired";

export type ExportRow = {
  id: string;
  kind: string;
  filters: Record<string, string | undefined>;
  timezone: string;
  asOf: Date;
  status: ExportStatus;
  rowsDone: bigint;
  rowsExpected: bigint | null;
  bytes: bigint;
  error: string | null;
  createdAt: Date;
  endedAt: Date | null;
  expiresAt: Date;
};

/** What is asked for with a press, and how many rows it has; more than that where `more` says so. */
export type Wished = {
  kind: string;
  filters: Record<string, string>;
  timezone: string;
  rows: number;
  more: boolean;
};

export type ExportActs = {
  ask: Act<{ id: string } & Pick<Wished, "kind" | "filters" | "timezone">, ExportRow>;
  get: Act<{ id: string }, ExportRow>;
  cancel: Act<{ id: string }, ExportRow>;
};

export function exportHref(id: string): string {
  return `/staff/exports/${id}`;
}

export function isBegun({ status }: ExportRow): boolean {
  return status === "waiting" || status === "writing";
}

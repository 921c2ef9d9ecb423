import type { ExportKind } from "./kind";
import { auditLog } from "./kinds/audit-queries";
import { customers } from "./kinds/customer-queries";
import { differences } from "./kinds/difference-queries";
import { disputes } from "./kinds/dispute-queries";
import { documents } from "./kinds/document-queries";
import { grants } from "./kinds/grant-queries";
import { journal, journalByDay } from "./kinds/journal-queries";
import { payments } from "./kinds/payment-queries";
import { refunds } from "./kinds/refund-queries";
import {
  reportCredits,
  reportDeferred,
  reportImpact,
  reportMoney,
  reportMrr,
  reportRevenue,
  reportUnits,
} from "./kinds/reports";
import { reportAges, reportLedger, reportOwed, reportOwedByAge } from "./kinds/standing-reports";
import { transfers } from "./kinds/transfer-queries";
import { use } from "./kinds/use-queries";

/** All that can be exported, by the name it is asked for. */
export const exportKinds = {
  customers,
  documents,
  payments,
  refunds,
  disputes,
  transfers,
  use,
  grants,
  audit_log: auditLog,
  journal,
  journal_by_day: journalByDay,
  differences,
  report_money: reportMoney,
  report_credits: reportCredits,
  report_revenue: reportRevenue,
  report_deferred: reportDeferred,
  report_impact: reportImpact,
  report_mrr: reportMrr,
  report_units: reportUnits,
  report_owed: reportOwed,
  report_owed_by_age: reportOwedByAge,
  report_ages: reportAges,
  report_ledger: reportLedger,
} as const satisfies Record<string, ExportKind>;

export type ExportKindName = keyof typeof exportKinds;
export const exportKindNames = Object.keys(exportKinds) as ExportKindName[];

/** The kind a row names; undefined for one a later release wrote. */
export function exportKind(name: string): ExportKind | undefined {
  return Object.hasOwn(exportKinds, name) ? exportKinds[name as ExportKindName] : undefined;
}

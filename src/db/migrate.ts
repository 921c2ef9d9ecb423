import { type Migration, Migrator } from "kysely/migration";
import * as books from "../../migrations/0001_books";
import * as signIn from "../../migrations/0002_sign_in";
import * as portal from "../../migrations/0003_portal";
import * as changes from "../../migrations/0004_changes";
import * as pricing from "../../migrations/0005_pricing";
import * as events from "../../migrations/0006_events";
import * as documents from "../../migrations/0007_documents";
import * as alerts from "../../migrations/0008_alerts";
import * as money from "../../migrations/0009_money";
import * as portalPlan from "../../migrations/0010_portal_plan";
import * as taxes from "../../migrations/0013_taxes";
import * as keptForQuotes from "../../migrations/0014_kept_for_quotes";
import * as housekeeping from "../../migrations/0016_housekeeping";
import * as stripeInbox from "../../migrations/0019_stripe_inbox";
import * as payments from "../../migrations/0020_payments";
import * as stripeEventWork from "../../migrations/0021_stripe_event_work";
import * as invoiceMails from "../../migrations/0022_invoice_mails";
import * as dunning from "../../migrations/0025_dunning";
import * as dunningMails from "../../migrations/0026_dunning_mails";
import * as autoTopUps from "../../migrations/0027_auto_top_ups";
import * as stripeBilling from "../../migrations/0028_stripe_billing";
import * as refunds from "../../migrations/0030_refunds";
import * as staffConsole from "../../migrations/0031_staff_console";
import * as adjustments from "../../migrations/0033_adjustments";
import * as taxIdChecks from "../../migrations/0034_tax_id_checks";
import * as stripeOutlook from "../../migrations/0035_stripe_outlook";
import * as disputes from "../../migrations/0037_disputes";
import * as disputesTurned from "../../migrations/0038_disputes_turned";
import * as staffTasks from "../../migrations/0040_staff_tasks";
import * as refundMails from "../../migrations/0042_refund_mails";
import * as findByProcessor from "../../migrations/0043_find_by_processor";
import * as earnedDaily from "../../migrations/0044_earned_daily";
import * as reconciliation from "../../migrations/0045_reconciliation";
import * as monthRollups from "../../migrations/0047_month_rollups";
import * as planPeriodHistory from "../../migrations/0048_plan_period_history";
import * as months from "../../migrations/0049_months";
import * as ledgerCodes from "../../migrations/0050_ledger_codes";
import * as exports from "../../migrations/0051_exports";
import * as chainAnchors from "../../migrations/0052_chain_anchors";
import * as history from "../../migrations/0053_history";
import * as withheldOfNothing from "../../migrations/0055_withheld_of_nothing";
import * as dayRollups from "../../migrations/0056_day_rollups";
import * as auditorLinks from "../../migrations/0058_auditor_links";
import * as endingQuotes from "../../migrations/0060_ending_quotes";
import * as customerFilters from "../../migrations/0061_customer_filters";
import * as auditorScopePrivate from "../../migrations/0062_auditor_scope_private";
import * as closedWhole from "../../migrations/0063_closed_whole";
import * as waitingRefunds from "../../migrations/0065_waiting_refunds";
import * as reportsOfReturns from "../../migrations/0066_reports_of_returns";
import * as toldDifferences from "../../migrations/0067_told_differences";
import * as paymentTasks from "../../migrations/0075_payment_tasks";
import * as transfersOfReturns from "../../migrations/0078_transfers_of_returns";
import * as approvedInParts from "../../migrations/0079_approved_in_parts";
import * as adjustedInParts from "../../migrations/0080_adjusted_in_parts";
import * as whoOwesCredits from "../../migrations/0081_who_owes_credits";
import * as approvedInAnyCurrency from "../../migrations/0082_approved_in_any_currency";
import * as refundedFromCredit from "../../migrations/0083_refunded_from_credit";
import { createDb, type Db } from "./client";
import { migrateQueue } from "./queue-schema";

/** Numbered, frozen, forward only. Named here, so that a bundle carries them. */
const migrations: Record<string, Migration> = {
  "0001_books": books,
  "0002_sign_in": signIn,
  "0003_portal": portal,
  "0004_changes": changes,
  "0005_pricing": pricing,
  "0006_events": events,
  "0007_documents": documents,
  "0008_alerts": alerts,
  "0009_money": money,
  "0010_portal_plan": portalPlan,
  "0013_taxes": taxes,
  "0014_kept_for_quotes": keptForQuotes,
  "0016_housekeeping": housekeeping,
  "0019_stripe_inbox": stripeInbox,
  "0020_payments": payments,
  "0021_stripe_event_work": stripeEventWork,
  "0022_invoice_mails": invoiceMails,
  "0025_dunning": dunning,
  "0026_dunning_mails": dunningMails,
  "0027_auto_top_ups": autoTopUps,
  "0028_stripe_billing": stripeBilling,
  "0030_refunds": refunds,
  "0031_staff_console": staffConsole,
  "0033_adjustments": adjustments,
  "0034_tax_id_checks": taxIdChecks,
  "0035_stripe_outlook": stripeOutlook,
  "0037_disputes": disputes,
  "0038_disputes_turned": disputesTurned,
  "0040_staff_tasks": staffTasks,
  "0042_refund_mails": refundMails,
  "0043_find_by_processor": findByProcessor,
  "0044_earned_daily": earnedDaily,
  "0045_reconciliation": reconciliation,
  "0047_month_rollups": monthRollups,
  "0048_plan_period_history": planPeriodHistory,
  "0049_months": months,
  "0050_ledger_codes": ledgerCodes,
  "0051_exports": exports,
  "0052_chain_anchors": chainAnchors,
  "0053_history": history,
  "0055_withheld_of_nothing": withheldOfNothing,
  "0056_day_rollups": dayRollups,
  "0058_auditor_links": auditorLinks,
  "0060_ending_quotes": endingQuotes,
  "0061_customer_filters": customerFilters,
  "0062_auditor_scope_private": auditorScopePrivate,
  "0063_closed_whole": closedWhole,
  "0065_waiting_refunds": waitingRefunds,
  "0066_reports_of_returns": reportsOfReturns,
  "0067_told_differences": toldDifferences,
  "0075_payment_tasks": paymentTasks,
  "0078_transfers_of_returns": transfersOfReturns,
  "0079_approved_in_parts": approvedInParts,
  "0080_adjusted_in_parts": adjustedInParts,
  "0081_who_owes_credits": whoOwesCredits,
  "0082_approved_in_any_currency": approvedInAnyCurrency,
  "0083_refunded_from_credit": refundedFromCredit,
};

/** Brings a database to the newest schema; safe to run from several processes at once. */
export async function migrate(url: string): Promise<void> {
  const db = createDb(url, { max: 1, statementTimeoutMs: 0, applicationName: "tallybook-migrate" });
  try {
    const { error, results } = await migratorOf(db).migrateToLatest();
    const failed = results?.find((result) => result.status === "Error");
    if (error) {
      throw new Error(`Migration ${failed?.migrationName ?? "set-up"} failed`, { cause: error });
    }
    await migrateQueue(url, db);
  } finally {
    await db.destroy();
  }
}

/** The migrations the database still lacks. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const known = await migratorOf(db).getMigrations();
  return known.filter((one) => one.executedAt === undefined).map((one) => one.name);
}

function migratorOf(db: Db): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations } });
}

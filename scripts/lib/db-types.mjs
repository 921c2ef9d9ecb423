/** How database types become TypeScript types: kysely-codegen's options, ids branded by column name. */

const brandOfColumn = {
  account_id: "AccountId",
  anew_after: "TopUpRunId",
  call_id: "GatewayCallId",
  difference_id: "DifferenceId",
  first_run_id: "ReconciliationRunId",
  last_run_id: "ReconciliationRunId",
  collection_id: "CollectionId",
  plan_period_id: "PlanPeriodId",
  original_period_id: "PlanPeriodId",
  plan_version_id: "PlanVersionId",
  subscription_id: "SubscriptionId",
  invoice_id: "InvoiceId",
  invoice_line_id: "InvoiceLineId",
  credited_line_id: "InvoiceLineId",
  quote_id: "QuoteId",
  grant_id: "GrantId",
  parent_grant_id: "GrantId",
  hold_id: "HoldId",
  refund_id: "RefundId",
  dispute_id: "DisputeId",
  payment_id: "PaymentId",
  credit_note_id: "InvoiceId",
  burned_grants: "GrantId",
  ledger_account_id: "LedgerAccountId",
  from_id: "LedgerAccountId",
  to_id: "LedgerAccountId",
};

const brandOfOwnId = {
  collections: "CollectionId",
  gateway_calls: "GatewayCallId",
  top_up_runs: "TopUpRunId",
  payments: "PaymentId",
  accounts: "AccountId",
  plan_periods: "PlanPeriodId",
  plan_versions: "PlanVersionId",
  subscriptions: "SubscriptionId",
  invoices: "InvoiceId",
  invoice_lines: "InvoiceLineId",
  grants: "GrantId",
  holds: "HoldId",
  ledger_accounts: "LedgerAccountId",
  consumptions: "ConsumptionId",
  quotes: "QuoteId",
  line_returns: "LineReturnId",
  refunds: "RefundId",
  disputes: "DisputeId",
  dispute_files: "DisputeFileId",
  staff_tasks: "StaffTaskId",
  scheduled_changes: "ScheduledChangeId",
  reconciliation_differences: "DifferenceId",
  reconciliation_runs: "ReconciliationRunId",
};

const brandOfOwnIdByInterface = Object.fromEntries(
  Object.entries(brandOfOwnId).map(([table, brand]) => [interfaceOf(table), brand]),
);

/** Arguments for kysely-codegen, without the brands: it reads those with TypeScript's old API. */
export function codegenArguments({ url, outFile }) {
  return [
    ...["--dialect", "postgres", "--url", url, "--out-file", outFile, "--date-parser", "string"],
    ...["--type-mapping", JSON.stringify(typeMapping), "--log-level", "error"],
    ...["--exclude-pattern", "{kysely_*,pgboss.*}"],
  ];
}

const typeMapping = {
  int8: "bigint",
  timestamptz: "Date",
  date: "string",
  bytea: "Buffer",
  jsonb: "unknown",
};

/** Puts branded ids in place of `string` in what kysely-codegen wrote. */
export function withBrandedIds(schema) {
  const used = new Set();
  let inside = "";
  const lines = schema.split("\n").map((line) => {
    inside = /^export interface (\w+)/.exec(line)?.[1] ?? inside;
    const column = /^ {2}(\w+): (?:Generated<)?string/.exec(line)?.[1];
    const brand = column === "id" ? brandOfOwnIdByInterface[inside] : brandOfColumn[column];
    if (brand === undefined) return line;
    used.add(brand);
    return line.replace("string", brand);
  });
  const imports = `import type { ${[...used].sort().join(", ")} } from "@/lib/ids";\n`;
  return lines
    .join("\n")
    .replace('import type { ColumnType } from "kysely";\n', (kysely) => kysely + imports);
}

function interfaceOf(table) {
  return table.replace(/(?:^|_)(\w)/g, (_, first) => first.toUpperCase());
}

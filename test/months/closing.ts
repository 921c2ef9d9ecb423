import { auditBooks } from "@/billing/ledger/audit";
import { beginClose, beginReopen } from "@/billing/months/begin";
import { monthNamed } from "@/billing/months/month";
import { listSnapshots } from "@/billing/months/queries";
import { assertReady, readChecklist } from "@/billing/months/read-checklist";
import { readContent } from "@/billing/months/read-figures";
import { workMonth } from "@/billing/months/work-month";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { resolveDifference } from "@/billing/reconciliation/difference-queries";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { inTransaction } from "@/db/transaction";
import { books } from "../books";
import { reconciled } from "../reconciliation/reconciling";
import { everyReport, report, timezone } from "../reports/reading";

/** The names of what is still open of a month. */
export async function openOf(month: string): Promise<string[]> {
  const findings = await auditBooks(books(), "UTC");
  const lines = await readChecklist(books(), { month, findings });
  return lines.filter(({ holds }) => !holds).map(({ check }) => check);
}

/** Closes a month as staff and the worker do: the checklist, the beginning, the accounts. */
export async function closeMonth(month: string): Promise<void> {
  const findings = await auditBooks(books(), "UTC");
  assertReady(month, await readChecklist(books(), { month, findings }));
  await inTransaction(books(), (tx) => beginClose(tx, { month, by: "staff:test" }));
  const { failed } = await workMonth(books());
  for (const { error } of failed) throw error;
}

/** Compares all with the processor, and says of whatever does not match why it is no trouble. */
export async function reconcileAndResolve(gateway: PaymentGateway): Promise<void> {
  await reconciled(gateway);
  const open = await books()
    .selectFrom("reconciliation_differences")
    .where("status", "=", "open")
    .select("id")
    .execute();
  for (const { id } of open) await resolve(id);
}

export async function resolve(id: Parameters<typeof resolveDifference>[1]["id"]): Promise<void> {
  await inTransaction(books(), (tx) =>
    resolveDifference(tx, { id, by: "staff:test", reason: "Played by hand" }),
  );
}

export async function reopenMonth(month: string): Promise<void> {
  const asked = { month, by: "staff:test", reason: "A bill came late" };
  await inTransaction(books(), (tx) => beginReopen(tx, asked));
  await workMonth(books());
}

/** What a month was closed with last, and what the ledger says of it now. */
export async function snapshotAndNow(month: string): Promise<{ kept: string; now: string }> {
  const [last] = await listSnapshots(books(), month);
  if (!last) throw new Error(`${month} was closed`);
  return { kept: last.content, now: await readContent(books(), monthNamed(month, "UTC")) };
}

/** A closed month as it can be asked for: what it was closed with, what the ledger says now, its reports then and now. */
export async function everythingOf(month: string, known: Date) {
  const { kept, now } = await snapshotAndNow(month);
  const months = { from: month, to: month };
  const asOf = { at: null, known };
  const trial = { through: month, timezone };
  const ever = { at: null, known: new Date("2100-01-01T00:00:00Z") };
  return {
    ...{ kept, now, reports: await everyReport(months, asOf) },
    reportsNow: await everyReport(months, ever),
    trial: await report((tx) => readTrialBalance(tx, { ...trial, asOf })),
    trialNow: await report((tx) => readTrialBalance(tx, { ...trial, asOf: ever })),
  };
}

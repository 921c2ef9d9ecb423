import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { minDate } from "@/lib/time";
import type { Finding } from "../ledger/audit";
import { findReconciledThrough } from "../reconciliation/queries";
import { readMonths } from "./begin";
import { type ChecklistLine, checklistOf } from "./checklist";
import { closableFrom } from "./month";
import {
  findDrafts,
  findDue,
  findUnbalanced,
  findUncleared,
  findUnknown,
  findUnrecognized,
  findUnreconciled,
} from "./open-queries";

/** The checklist of a month as things stand; the audit's findings come from whoever ran it. */
export async function readChecklist(
  db: Db,
  { month: name, findings }: { month: string; findings: readonly Finding[] },
): Promise<ChecklistLine[]> {
  return await readAs(db, { role: "tallybook_read" }, async (tx) => {
    const { months, now } = await readMonths(tx);
    const month = months.find((one) => one.month === name);
    if (!month) throw new BillingError("not_found", "There is no such month.", { field: "month" });
    const earlier = months.filter((one) => one.start < month.start && one.status !== "closed");
    return checklistOf({
      ...{ month, now, findings, earlier: earlier.map((one) => one.month) },
      recognized: await findUnrecognized(tx, minDate(month.end, now)),
      due: await findDue(tx, minDate(closableFrom(month), now)),
      drafts: await findDrafts(tx, month),
      unknown: await findUnknown(tx, month),
      reconciled: await findUnreconciled(tx, {
        end: minDate(month.end, now),
        through: await findReconciledThrough(tx, "stripe"),
      }),
      clearing: await findUncleared(tx),
      balanced: await findUnbalanced(tx),
    });
  });
}

/** Refuses while a line of the checklist is open, and names them. */
export function assertReady(month: string, checklist: readonly ChecklistLine[]): void {
  const open = checklist.filter(({ holds }) => !holds).map(({ check }) => check);
  if (open.length === 0) return;
  throw new BillingError(
    "month_not_ready",
    `The month cannot be closed yet. Still open: ${open.join(", ")}.`,
    { month, open: open.join(",") },
  );
}

import type { Tx } from "@/db/client";
import type { ReportQuestion } from "./read-figures";
import { type ImpactRow, impactOf } from "./refund-impact";
import { type ImpactLine, listImpactLines } from "./refund-impact-queries";

/** What refunds and lost disputes came to, by month, currency, plan and policy (issue 7, BOOKS B12 and B13). */
export async function readRefundImpact(tx: Tx, question: ReportQuestion): Promise<ImpactRow[]> {
  return impactOf(await listImpactLines(tx, question));
}

export type ImpactCell = Pick<ImpactRow, "of" | "policy"> & { currency: string; plan: string };

/** The lines behind a row of it, which add up to it. Empty: what is of no plan. */
export async function readImpactLines(
  tx: Tx,
  { of, policy, ...question }: Omit<ReportQuestion, "by"> & ImpactCell,
): Promise<ImpactLine[]> {
  const lines = await listImpactLines(tx, { ...question, by: [] });
  return lines.filter((line) => line.of === of && line.policy === policy);
}

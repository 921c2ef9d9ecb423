import type { Tx } from "@/db/client";
import {
  type CreditAgeRow,
  creditAgesOf,
  type OverdueBucket,
  overdueBucket,
  overdueBuckets,
} from "./ageing";
import type { Month } from "./as-of";
import { listMovements } from "./movement-queries";
import type { ReportQuestion } from "./read-figures";
import { agedAt, listOpenDocuments, type OpenDocument } from "./receivable-queries";
import { zeros } from "./tally";

export type OwedRow = { currency: string } & Record<OverdueBucket, bigint> & { total: bigint };
export type AgedDocument = OpenDocument & { bucket: OverdueBucket; days: number | null };
type Question = Omit<ReportQuestion, "by" | "from" | "to" | "plan"> & { through: Month };

const dayMs = 86_400_000;

/** Ageing of receivables: what is owed by the end of a month, by how long it is overdue, and the documents that owe it. */
export async function readReceivables(
  tx: Tx,
  question: Question,
): Promise<{ owed: OwedRow[]; documents: AgedDocument[] }> {
  const at = agedAt(question);
  const documents = (await listOpenDocuments(tx, question)).map((document) => {
    const { overdueAt } = document;
    const days = overdueAt && Math.max(1, Math.ceil((at.getTime() - overdueAt.getTime()) / dayMs));
    return { ...document, days, bucket: overdueBucket(days) };
  });
  const currencies = [...new Set(documents.map(({ currency }) => currency))].sort();
  const owed = currencies.map((currency) => {
    const row: OwedRow = { currency, ...zeros(overdueBuckets), total: 0n };
    for (const one of documents) {
      if (one.currency !== currency) continue;
      row[one.bucket] += one.minor;
      row.total += one.minor;
    }
    return row;
  });
  return { owed, documents };
}

/** Ageing of unused credits: what is left of them by the end of a month, by category and age (RC7). */
export async function readCreditAges(tx: Tx, question: Question): Promise<CreditAgeRow[]> {
  const { through, ...rest } = question;
  const movements = await listMovements(tx, {
    ...{ ...rest, from: through, to: through, of: "credit", opening: true, byAge: true },
    oneSegment: true,
  });
  return creditAgesOf(movements, through);
}

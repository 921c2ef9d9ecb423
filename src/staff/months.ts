import { createHash } from "node:crypto";
import { checkBooks } from "@/billing/ledger/audit";
import { beginClose, beginReopen, readMonths } from "@/billing/months/begin";
import type { ChecklistLine } from "@/billing/months/checklist";
import { lastClosed, nextToClose } from "@/billing/months/decide-month";
import { fromText } from "@/billing/months/figures-text";
import type { MonthStatus } from "@/billing/months/month";
import {
  countLeft,
  findNotedHash,
  listNewestSnapshots,
  listSnapshots,
  type StoredSnapshot,
} from "@/billing/months/queries";
import { assertReady, readChecklist } from "@/billing/months/read-checklist";
import { readContent } from "@/billing/months/read-figures";
import { type Difference, differences, type MonthFigures } from "@/billing/months/snapshot";
import type { Db } from "@/db/client";
import { type By, inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { namesOf } from "./name-queries";

const asApp = { role: "tallybook_app" } as const;

export type ListedMonth = {
  month: string;
  start: Date;
  end: Date;
  status: MonthStatus;
  /** Of a month that is closing or opening again: how many accounts have not followed yet. */
  accountsLeft: number | null;
  reason: string | null;
  changed: { at: Date; by: string } | null;
  snapshot: { number: number; sha256: string } | null;
};

/** Every month of the books, the newest first, with what may be done next. */
export async function listMonths(
  db: Db,
): Promise<{ months: ListedMonth[]; next: string | null; last: string | null }> {
  return await readAs(db, asApp, async (tx) => {
    const { months, now } = await readMonths(tx);
    const newest = new Map((await listNewestSnapshots(tx)).map((one) => [one.month, one]));
    const names = await namesOf(
      tx,
      months.flatMap(({ known }) => known?.changedBy ?? []),
    );
    const listed: ListedMonth[] = [];
    for (const { known, ...month } of months.toReversed()) {
      const { sha256, number } = newest.get(month.month) ?? {};
      const working = month.status === "closing" || month.status === "reopening";
      listed.push({
        ...month,
        accountsLeft: known && working ? await countLeft(tx, known) : null,
        reason: known?.reason ?? null,
        changed: known && {
          at: known.changedAt,
          by: names.get(known.changedBy) ?? known.changedBy,
        },
        snapshot: sha256 !== undefined && number !== undefined ? { number, sha256 } : null,
      });
    }
    return {
      months: listed,
      next: nextToClose(months, now)?.month ?? null,
      last: lastClosed(months)?.month ?? null,
    };
  });
}

/** The checklist of a month with the audit run anew. */
export async function monthChecklist(
  db: Db,
  { month, houseTimezone }: { month: string; houseTimezone: string },
): Promise<ChecklistLine[]> {
  const checked = await checkBooks(db, houseTimezone);
  const findings = checked.flatMap(({ finding }) => finding ?? []);
  return await readChecklist(db, { month, findings });
}

/** Begins to close a month whose checklist holds; the worker takes the accounts. */
export async function closeMonth(
  db: Db,
  of: { month: string; houseTimezone: string },
  by: By,
): Promise<void> {
  const { month } = of;
  assertReady(month, await monthChecklist(db, of));
  await inTransaction(db, (tx) => beginClose(tx, { month, by: by.actor }), by);
}

export async function reopenMonth(
  db: Db,
  { month, reason }: { month: string; reason: string },
  by: By,
): Promise<void> {
  const asked = { month, reason, by: by.actor };
  await inTransaction(db, (tx) => beginReopen(tx, asked), { ...by, reason });
}

export type ShownSnapshot = Omit<StoredSnapshot, "content"> & {
  figures: MonthFigures;
  /** What ends otherwise than in the snapshot before, where the month was opened again in between. */
  changed: Difference[] | null;
  numbers: number[];
};

/** What a month was closed with, the last time or another. */
export async function readSnapshot(
  db: Db,
  { month, number }: { month: string; number: number | null },
): Promise<ShownSnapshot> {
  const { all, names } = await readAs(db, asApp, async (tx) => {
    const all = await listSnapshots(tx, month);
    return {
      all,
      names: await namesOf(
        tx,
        all.map(({ takenBy }) => takenBy),
      ),
    };
  });
  const place = number === null ? 0 : all.findIndex((one) => one.number === number);
  const { content, ...found } = all[place] ?? noSnapshot();
  const before = all[place + 1];
  const figures = fromText(content);
  const changed = before ? differences(fromText(before.content), figures) : null;
  const takenBy = names.get(found.takenBy) ?? found.takenBy;
  return { ...found, takenBy, figures, changed, numbers: all.map((one) => one.number) };
}

/** Hashes that are the same where nothing was altered; `now` only of a month as it is closed. */
export type Verified = { kept: string; hashed: string; noted: string | null; now: string | null };

/** Hashes a snapshot again, asks the audit log for its hash, and adds the ledger up again. */
export async function verifySnapshot(
  db: Db,
  { month: name, number }: { month: string; number: number | null },
): Promise<Verified> {
  const { all, found, noted, months } = await readAs(db, asApp, async (tx) => {
    const all = await listSnapshots(tx, name);
    const found =
      (number === null ? all[0] : all.find((one) => one.number === number)) ?? noSnapshot();
    return { all, found, noted: await findNotedHash(tx, found), ...(await readMonths(tx)) };
  });
  const month = months.find((one) => one.month === name && one.status === "closed");
  const { timeZone } = fromText(found.content);
  const now = month && found === all[0] ? sha256Of(await readContent(db, month, timeZone)) : null;
  return { kept: found.sha256, hashed: sha256Of(found.content), noted, now };
}

function sha256Of(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function noSnapshot(): never {
  throw new BillingError("not_found", "This month was not closed.", { field: "month" });
}

import { type AuditorActor, getAuditor } from "@/auth/actor";
import { spendAuditorRate } from "@/auth/auditor-links";
import { noteAuditorFile } from "@/auth/auditor-queries";
import { type AuditedMonth, listAuditedMonths } from "@/billing/months/audited-queries";
import { getNow } from "@/billing/reports/queries";
import type { Db } from "@/db/client";
import { serverDb } from "@/db/server";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { journal } from "@/exports/kinds/journal-queries";
import type { Cell } from "@/lib/csv";
import { BillingError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { addSeconds, dayOf } from "@/lib/time";
import { refused } from "./refused";
import { download } from "./stream";

const rowsAtOnce = 2_000;

/** RC11 for an auditor: the journal of one month of their link, read as their role, written while it is read. */
export async function auditorJournal(month: string): Promise<Response> {
  const actor = await getAuditor();
  if (!actor) return refused("unauthorized");
  try {
    await spendAuditorRate(actor.sessionId, 5);
    const { found, at } = await readAs(serverDb(), asThem(actor), async (tx) => ({
      found: (await listAuditedMonths(tx)).find((one) => one.month === month),
      at: await getNow(tx),
    }));
    if (!found) throw new BillingError("not_found", "Your link does not show this month.");
    await noteTaken(actor, found);
    const table = { head: headOf(found, at), columns: journal.columns };
    const batches = journalOf({ db: serverDb(), actor, found, at });
    return await download({ ...table, batches }, { name: `journal-${month}`, format: "csv" });
  } catch (error) {
    return refused(error);
  }
}

async function noteTaken({ link }: AuditorActor, { month }: AuditedMonth): Promise<void> {
  const by = { actor: `auditor:${link.id}`, requestId: newId<string>() };
  await inTransaction(serverDb(), (tx) => noteAuditorFile(tx, { linkId: link.id, month }), by);
}

function headOf({ month, number, sha256 }: AuditedMonth, at: Date) {
  return [
    ...([
      ["file", "journal"],
      ["month", month],
      ["timezone", env.HOUSE_TIMEZONE],
    ] as const),
    ...([
      ["as_of", at],
      ["snapshot", BigInt(number)],
      ["snapshot_sha256", sha256],
    ] as const),
  ];
}

type Shown = { db: Db; actor: AuditorActor; found: AuditedMonth; at: Date };

/**
 * A month's journal, so many rows at once. Their link may end, or the month be opened again, while it is read: that breaks it
 * off, since rows that are not seen any more would look like its end.
 */
export async function* journalOf(
  { db, actor, found, at }: Shown,
  limit = rowsAtOnce,
): AsyncGenerator<Cell[][]> {
  const zone = env.HOUSE_TIMEZONE;
  const { month, number, start, end } = found;
  const days = { from: dayOf(start, zone), to: dayOf(addSeconds(end, -1), zone) };
  const asked = { filters: days, zone, at };
  const listed = (after: string | null) =>
    readAs(db, asThem(actor), async (tx) => {
      const shown = (await listAuditedMonths(tx)).find((one) => one.month === month);
      if (shown?.number !== number) throw new Error("The month is not shown to them any more.");
      return await journal.list(tx, asked, { after, limit });
    });
  let stretch = await listed(null);
  yield stretch.rows;
  while (stretch.after !== null) {
    stretch = await listed(stretch.after);
    yield stretch.rows;
  }
}

function asThem({ sessionId: auditor }: AuditorActor) {
  return { role: "tallybook_auditor", auditor } as const;
}

import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { env } from "@/env";
import { shiftMonth } from "../reports/finance/as-of";
import { listBooked } from "../reports/finance/booked-queries";
import { countBooked, readHeads } from "./figure-queries";
import { fromText } from "./figures-text";
import type { Month } from "./month";
import { listSnapshots } from "./queries";
import { canonicalJson, figuresOf, type MonthFigures } from "./snapshot";

/** What a month comes to by the ledger, on one consistent picture. */
async function readFigures(db: Db, month: Month, timeZone: string): Promise<MonthFigures> {
  return await readAs(db, { role: "tallybook_read" }, async (tx) => {
    // By its name: where the house's zone is another one since, the month before did not end with a day of this one.
    const [last] = await listSnapshots(tx, shiftMonth(month.month, -1));
    const before = last && { sha256: last.sha256, ...trialBalanceIn(last.content) };
    return figuresOf({
      ...{ month, timeZone, before: before ?? null },
      moved: await listBooked(tx, { ...month, timezone: timeZone, opening: !before }),
      heads: await readHeads(tx, month.end),
      counts: await countBooked(tx, month),
    });
  });
}

/**
 * The same as text, of which a snapshot is made: the same figures are the same bytes. The zone is the house's, or for what was
 * closed before that changed the one it was closed in.
 */
export async function readContent(
  db: Db,
  month: Month,
  timeZone: string = env.HOUSE_TIMEZONE,
): Promise<string> {
  return canonicalJson(await readFigures(db, month, timeZone));
}

function trialBalanceIn(content: string): Pick<MonthFigures, "trialBalance"> {
  return { trialBalance: fromText(content).trialBalance };
}

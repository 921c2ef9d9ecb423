import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { env } from "@/env";
import { listBooked } from "../reports/finance/booked-queries";
import { countBooked, readHeads } from "./figure-queries";
import { fromText } from "./figures-text";
import { type Month, monthOf } from "./month";
import { listSnapshots } from "./queries";
import { canonicalJson, figuresOf, type MonthFigures } from "./snapshot";

/** What a month comes to by the ledger, on one consistent picture. */
async function readFigures(db: Db, month: Month): Promise<MonthFigures> {
  const timeZone = env.HOUSE_TIMEZONE;
  return await readAs(db, { role: "tallybook_read" }, async (tx) => {
    const [last] = await listSnapshots(tx, monthOf(month.start, timeZone, -1).month);
    const before = last && { sha256: last.sha256, ...trialBalanceIn(last.content) };
    return figuresOf({
      ...{ month, timeZone, before: before ?? null },
      moved: await listBooked(tx, { ...month, timezone: timeZone, opening: !before }),
      heads: await readHeads(tx, month.end),
      counts: await countBooked(tx, month),
    });
  });
}

/** The same as text, of which a snapshot is made: the same figures are the same bytes. */
export async function readContent(db: Db, month: Month): Promise<string> {
  return canonicalJson(await readFigures(db, month));
}

function trialBalanceIn(content: string): Pick<MonthFigures, "trialBalance"> {
  return { trialBalance: fromText(content).trialBalance };
}

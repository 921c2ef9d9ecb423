import type { Logger } from "pino";
import { workMonth } from "@/billing/months/work-month";
import type { Db } from "@/db/client";

/** Goes on with the month that is closing or opening again, and says how far it came. */
export async function workMonths(db: Db, log: Logger): Promise<void> {
  const { month, accounts, failed } = await workMonth(db);
  if (month === null) return;
  log.info({ job: "work-months", month, accounts }, "went on with a month");
  for (const { accountId, error: err } of failed) {
    log.error({ job: "work-months", month, accountId, err }, "an account keeps a month open");
  }
}

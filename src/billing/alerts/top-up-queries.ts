import { sql } from "kysely";
import { plainArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { type AccountId, newId, type TopUpRunId } from "@/lib/ids";
import type { TopUpDraft } from "./firing";

/**
 * Notes that a pack is to be bought, in the commit that brought the account below its threshold. Where one is open
 * already, or the customer has switched it off meanwhile, nothing is.
 */
export async function insertDueTopUps(
  tx: Tx,
  topUps: readonly (TopUpDraft & { accountId: AccountId })[],
): Promise<void> {
  await sql`
    insert into top_up_runs (account_id, id, status, threshold, available, due_at)
    select s.account_id, d.id, 'due', d.threshold, d.available, d.at
    from unnest(${plainArray(topUps.map((one) => one.accountId))}::uuid[],
      ${plainArray(topUps.map(() => newId<TopUpRunId>()))}::uuid[],
      ${plainArray(topUps.map((one) => one.threshold))}::int8[],
      ${plainArray(topUps.map((one) => one.available))}::int8[],
      ${timeArray(topUps.map((one) => one.at))}::timestamptz[])
      as d (account_id, id, threshold, available, at)
    join auto_top_ups s on s.account_id = d.account_id and s.enabled and s.paused_at is null
    on conflict (account_id) where status in ('due', 'ordered') do nothing`.execute(tx);
}

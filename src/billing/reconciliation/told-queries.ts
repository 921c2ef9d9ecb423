import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { DifferenceId } from "@/lib/ids";
import type { Cause } from "./difference";

export type Untold = {
  id: DifferenceId;
  cause: Cause;
  account: string | null;
  currency: string | null;
  minor: bigint | null;
  credits: bigint | null;
};

/**
 * Takes what finance was not told of: each with its figures once, whoever asks. Of what is young and may be mended by time
 * alone only what nobody here knows of, some minutes after it moved: our own refund on its way is no news.
 */
export async function takeUntold(
  tx: Tx,
  of: { source: string; lateSeconds: number },
): Promise<Untold[]> {
  const { rows } = await sql<Untold>`
    with taken as (
      update reconciliation_differences set told_at = app_now()
      where source = ${of.source} and status = 'open' and told_at is null
        and (class <> 'timing' or (not facts ? 'kind' and occurred_at <= app_now() - make_interval(secs => ${of.lateSeconds})))
      returning id, cause, account_id, currency, amount_minor, credits, occurred_at)
    select t.id, t.cause, a.name as account, t.currency, t.amount_minor as minor, t.credits
    from taken t left join accounts a on a.id = t.account_id
    order by abs(coalesce(t.amount_minor, 0)) desc, t.occurred_at, t.id`.execute(tx);
  return rows;
}

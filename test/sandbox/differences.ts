import { sql } from "kysely";
import { reconcile } from "@/billing/reconciliation/run";
import type { Db } from "@/db/client";
import type { Played } from "@/sandbox/stripe/ask";
import { openStripe } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";

/** What a comparison with the Stripe that is played finds, but for news nobody has worked on yet: no worker runs here. */
export async function differencesOf(db: Db, at: Played): Promise<unknown[]> {
  await reconcile(db, gatewayOf(openStripe(at, { pace: { perSecond: 500, burst: 500 } })));
  const { rows } = await sql`
    select a.name, d.cause, d.fix, d.credits from reconciliation_differences d
    left join accounts a on a.id = d.account_id
    where d.status = 'open' and d.class <> 'timing' order by 1`.execute(db);
  return rows;
}

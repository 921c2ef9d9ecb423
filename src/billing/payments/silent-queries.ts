import { sql } from "kysely";
import type { Db } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId, SubscriptionId } from "@/lib/ids";

export type SilentPlan = { accountId: AccountId; id: SubscriptionId; processorId: string };

/**
 * Plans billed elsewhere whose period is over, or was opened here before anybody told of it, and of which nothing was
 * asked lately: longest unasked first. Ten minutes are given to news that comes by itself.
 */
export async function listSilentPlans(
  db: Db,
  { askedBefore, limit }: { askedBefore: string; limit: number },
): Promise<SilentPlan[]> {
  const { rows } = await sql<SilentPlan>`
    select s.account_id as "accountId", s.id, s.stripe_subscription_id as "processorId"
    from subscriptions s ${withRunning}
    where s.stripe_subscription_id is not null and ${silentSince} <= app_now() - interval '10 minutes'
      and (s.stripe_asked_at is null or s.stripe_asked_at < ${realNow} - ${askedBefore}::interval)
    order by s.stripe_asked_at nulls first limit ${limit}`.execute(db);
  return rows;
}

export type Silence = { plans: number; since: Date | null };

/** Of how many plans Stripe has said nothing for a day and longer, and since when of the eldest. */
export async function getSilence(db: Db): Promise<Silence> {
  const { rows } = await sql<Silence>`
    select count(*)::int as plans, min(${silentSince}) as since
    from subscriptions s ${withRunning}
    where s.stripe_subscription_id is not null and ${silentSince} <= app_now() - interval '1 day'`.execute(
    db,
  );
  return rows[0] ?? { plans: 0, since: null };
}

const withRunning = sql`join plan_periods p
  on p.account_id = s.account_id and p.subscription_id = s.id and p.state = 'open'`;

/** What was opened here unasked is silent from its beginning, what waits from its end. */
const silentSince = sql`case when p.stripe_outlook = 'assumed' then p.starts_at else p.ends_at end`;

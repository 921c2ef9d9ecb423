import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, DisputeId } from "@/lib/ids";

export type OpenDispute = {
  id: DisputeId;
  accountId: AccountId;
  processorDisputeId: string;
  currency: string;
  bookedAt: Date;
};

/** Disputes nobody has heard the end of, the oldest first. */
export async function listOpenDisputes(
  tx: Tx,
  { limit }: { limit: number },
): Promise<OpenDispute[]> {
  const { rows } = await sql<OpenDispute>`
    select id, account_id as "accountId", processor_dispute_id as "processorDisputeId", currency, booked_at as "bookedAt"
    from disputes where status in ('open', 'under_review') order by booked_at, id limit ${limit}`.execute(
    tx,
  );
  return rows;
}

import { sql } from "kysely";
import type { Tx } from "@/db/client";
import { stream } from "./audit-chain-queries";

export type StoredAct = {
  accountId: string;
  position: bigint;
  previousHash: Buffer;
  hash: Buffer;
  /** All that its hash covers, as text. */
  said: string;
};

/** Every row of the audit log, chain by chain. What it says is built here, not by the function that wrote it. */
export function streamActs(tx: Tx): AsyncGenerator<StoredAct> {
  return stream<StoredAct>(
    tx,
    "audited_acts",
    `select account_id as "accountId", position, previous_hash as "previousHash", hash,
      jsonb_build_array(encode(previous_hash, 'hex'), account_id, position,
        (extract(epoch from recorded_at) * 1000)::bigint, actor, act, subject, before, after, reason, request_id)::text as said
    from audit_log order by account_id, position`,
  );
}

/** The first chain that does not end where it ended when its last row was written. */
export async function findCutChain(
  tx: Tx,
): Promise<{ accountId: string; position: bigint | null } | undefined> {
  const { rows } = await sql<{ accountId: string; position: bigint | null }>`
    select coalesce(h.account_id, l.account_id) as "accountId", h.position
    from audit_heads h
    full join (select distinct on (account_id) account_id, position, hash from audit_log
      order by account_id, position desc) l using (account_id)
    where l.position is distinct from h.position or l.hash is distinct from h.hash
    order by 1 limit 1`.execute(tx);
  return rows[0];
}

import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";

export type DisabledBecause = "person" | "failing" | "gone";

/** An endpoint as it is shown: never with a secret. */
export type Endpoint = {
  id: string;
  url: string;
  description: string;
  /** Null: all there are, later ones too. */
  eventTypes: string[] | null;
  createdAt: Date;
  createdBy: string;
  disabledAt: Date | null;
  disabledBecause: DisabledBecause | null;
  /** Nothing has arrived since. */
  failingSince: Date | null;
  /** Until when a secret that was replaced signs too. */
  oldSecretUntil: Date | null;
};

const columns = sql`id, url, description, event_types as "eventTypes", created_at as "createdAt",
  created_by as "createdBy", disabled_at as "disabledAt", disabled_because as "disabledBecause",
  failing_since as "failingSince"`;

/** Only tallybook_app reads secrets, so only for it there is `oldSecretUntil`. */
const withSecrets = sql`${columns}, (select max(s.expires_at) from webhook_secrets s
  where s.endpoint_id = webhook_endpoints.id and s.expires_at > ${realNow}) as "oldSecretUntil"`;

export async function listEndpoints(db: Db): Promise<Endpoint[]> {
  const { rows } = await sql<Endpoint>`
    select ${withSecrets} from webhook_endpoints where removed_at is null
    order by created_at, id`.execute(db);
  return rows;
}

export async function findEndpoint(db: Db, id: string): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    select ${withSecrets} from webhook_endpoints where id = ${id} and removed_at is null`.execute(
    db,
  );
  return rows[0];
}

/** The row under its lock: nobody changes the endpoint until the transaction ends. */
export async function lockEndpoint(tx: Tx, id: string): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    select ${withSecrets} from webhook_endpoints where id = ${id} and removed_at is null
    for update`.execute(tx);
  return rows[0];
}

export type NewEndpoint = {
  id: string;
  url: string;
  description: string;
  eventTypes: readonly string[] | null;
  createdBy: string;
};

/** Whether it was written: not where one of the same address stands. */
export async function insertEndpoint(tx: Tx, endpoint: NewEndpoint): Promise<boolean> {
  const { rows } = await sql`
    insert into webhook_endpoints (id, url, description, event_types, created_at, created_by)
    values (${endpoint.id}, ${endpoint.url}, ${endpoint.description},
      ${sql.val(endpoint.eventTypes)}::text[], ${realNow}, ${endpoint.createdBy})
    on conflict (url) where removed_at is null do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function insertSecret(
  tx: Tx,
  { endpointId, id, secret }: { endpointId: string; id: string; secret: Buffer },
): Promise<void> {
  await tx
    .insertInto("webhook_secrets")
    .values({ endpoint_id: endpointId, id, secret, created_at: realNow })
    .execute();
}

/** What stood signs on until then; what was replaced before that is gone. */
export async function endSecrets(
  tx: Tx,
  { endpointId, afterSeconds }: { endpointId: string; afterSeconds: number },
): Promise<void> {
  await sql`delete from webhook_secrets where endpoint_id = ${endpointId} and expires_at is not null`.execute(
    tx,
  );
  await sql`update webhook_secrets set expires_at = ${realNow} + make_interval(secs => ${afterSeconds})
    where endpoint_id = ${endpointId}`.execute(tx);
}

export async function listSecrets(tx: Tx, endpointId: string): Promise<Buffer[]> {
  const { rows } = await sql<{ secret: Buffer }>`
    select secret from webhook_secrets
    where endpoint_id = ${endpointId} and (expires_at is null or expires_at > ${realNow})
    order by created_at desc`.execute(tx);
  return rows.map(({ secret }) => secret);
}

export async function updateEndpoint(
  tx: Tx,
  id: string,
  change: { url: string; description: string; eventTypes: readonly string[] | null },
): Promise<boolean> {
  const { rows } = await sql`
    update webhook_endpoints set url = ${change.url}, description = ${change.description},
      event_types = ${sql.val(change.eventTypes)}::text[]
    where id = ${id} and not exists (select from webhook_endpoints other
      where other.url = ${change.url} and other.removed_at is null and other.id <> ${id})
    returning 1`.execute(tx);
  return rows.length > 0;
}

export async function enableEndpoint(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable("webhook_endpoints")
    .set({
      ...{ disabled_at: null, disabled_because: null },
      ...{ failures: 0, failing_since: null, paused_until: null },
    })
    .where("id", "=", id)
    .execute();
}

/** Whether it was on until now. */
export async function disableEndpoint(
  tx: Tx,
  id: string,
  because: DisabledBecause,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("webhook_endpoints")
    .set({ disabled_at: realNow, disabled_because: because })
    .where("id", "=", id)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Its row stays for the deliveries that name it; its secrets do not. */
export async function removeEndpoint(tx: Tx, id: string): Promise<void> {
  await sql`update webhook_endpoints set removed_at = ${realNow} where id = ${id}`.execute(tx);
  await sql`delete from webhook_secrets where endpoint_id = ${id}`.execute(tx);
}

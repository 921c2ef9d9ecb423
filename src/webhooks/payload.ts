import type { AccountId } from "@/lib/ids";

/** An event as it stands in the outbox; `data` is on the wire as it is there. */
export type StoredEvent = {
  eventId: string;
  type: string;
  occurredAt: Date;
  accountId: AccountId;
  externalId: string;
  accountVersion: bigint;
  data: unknown;
};

/**
 * The body of every delivery of an event: the same bytes each time, but for an account that was renamed in
 * between. Amounts are text, because JSON's numbers are not exact; instants are ISO 8601.
 */
export function bodyOf(event: StoredEvent): string {
  return JSON.stringify({
    id: event.eventId,
    type: event.type,
    timestamp: event.occurredAt.toISOString(),
    account: {
      id: event.accountId,
      externalId: event.externalId,
      version: event.accountVersion.toString(),
    },
    data: event.data,
  });
}

/** What a test sends: signed like any other, about no account. */
export function testBody(id: string, at: Date): string {
  const data = { message: "A test of this endpoint. Nothing happened to any account." };
  return JSON.stringify({ id, type: "webhook.test", timestamp: at.toISOString(), data });
}

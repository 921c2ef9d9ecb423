import { sql } from "kysely";
import { z } from "zod";
import { isUuid } from "@/lib/ids";
import { instantNamed, startOfDay, startOfNextDay } from "@/lib/time";

// What filters are made of. Each is text, as an address has it.
export const word = z.string().min(1).max(100);
const accountId = z.string().refine(isUuid);

const dayFilter = z
  .string()
  .regex(/^(19|20|21)\d\d-\d\d-\d\d$/)
  .refine(isDay);

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

/** A day, or a local time, as `instantNamed` reads it in the zone asked for. */
export const instantFilter = z.string().refine((text) => instantNamed(text, "UTC") !== null);

/** An account, and local days with the last one included. */
export const ofDays = {
  account: accountId.optional(),
  from: dayFilter.optional(),
  to: dayFilter.optional(),
};

/** The instants those days begin and end at in a zone; null where one is not said. */
export function instantsOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  zone: string,
): { from: Date | null; to: Date | null } {
  return {
    from: from === undefined ? null : startOfDay(from, zone),
    to: to === undefined ? null : startOfNextDay(startOfDay(to, zone), zone),
  };
}

/** Rows of one account, where one is named. */
export function ofAccount(column: string, { account }: { account?: string | undefined }) {
  return account === undefined ? null : sql`${sql.ref(column)} = ${account}::uuid`;
}

/** Rows whose time is on the days said. */
export function days(column: string, by: Parameters<typeof instantsOf>[0], zone: string) {
  const { from, to } = instantsOf(by, zone);
  if (!from && !to) return null;
  const at = sql.ref(column);
  return sql`${from ? sql`${at} >= ${from}` : sql`true`} and ${to ? sql`${at} < ${to}` : sql`true`}`;
}

import { portalRouter } from "@/trpc/portal/router";
import type { Furnished } from "./two-accounts";

/**
 * How a procedure is asked in the matrix: with `input`, and once more with each id it takes swapped for
 * what another account calls by that name, or nobody.
 */
export type Entry = {
  input?: (own: Furnished) => Record<string, unknown>;
  /** Fields that name a thing of the account, by a path such as `filter.grant`. */
  ids?: Record<string, keyof Furnished>;
  /** What it asks the database as, when that is not only the role that reads. */
  writes?: boolean;
};

/** Every procedure of the portal: the whole list, so that a new one cannot come without. */
export const entries: Record<string, Entry> = {
  "overview.account": {},
  "overview.balance": {},
  "overview.plan": {},
  "overview.usage": {},
  "overview.invoices": {},
  "overview.activity": {},
  grants: { input: () => ({ finished: { limit: 10 } }) },
  grant: { input: (own) => ({ grantId: own.grantId }), ids: { grantId: "grantId" } },
  ledger: { input: (own) => ({ grantId: own.grantId }), ids: { grantId: "grantId" } },
  ledgerEntry: { input: () => ({ version: 1n }) },
  "members.list": {},
  "members.invite": {
    input: (own) => ({
      email: `asked-by-${own.userId}@people.example`,
      role: "viewer",
      language: "en",
    }),
    writes: true,
  },
  "members.resendInvitation": {
    input: (own) => ({ invitationId: own.invitationId, language: "en" }),
    ids: { invitationId: "invitationId" },
    writes: true,
  },
  "members.revokeInvitation": {
    input: (own) => ({ invitationId: own.invitationId }),
    ids: { invitationId: "invitationId" },
    writes: true,
  },
  "members.changeRole": {
    input: (own) => ({ userId: own.userId, role: "owner" }),
    ids: { userId: "userId" },
    writes: true,
  },
  "members.remove": {
    input: (own) => ({ userId: own.userId }),
    ids: { userId: "userId" },
    writes: true,
  },
  "members.leave": { writes: true },
  "sessions.list": {},
  "sessions.end": {
    input: (own) => ({ sessionId: own.sessionId }),
    ids: { sessionId: "sessionId" },
    writes: true,
  },
  "sessions.endAll": { input: () => ({ keepThis: true }), writes: true },
  "settings.setTimezone": { input: () => ({ timezone: "Europe/Berlin" }), writes: true },
};

type Procedure = { _def: { type: "query" | "mutation" } };

export const procedures = portalRouter._def.procedures as unknown as Record<string, Procedure>;
export const paths = Object.keys(procedures);

/** The procedure of a caller by its path. */
export function procedureOf(caller: unknown, path: string): (input?: unknown) => Promise<unknown> {
  let found = caller as Record<string, unknown>;
  for (const part of path.split(".")) found = found[part] as Record<string, unknown>;
  return found as unknown as (input?: unknown) => Promise<unknown>;
}

/** The input with one field changed, however deep. */
export function withField(
  input: Record<string, unknown>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const [first = "", ...rest] = path.split(".");
  const inner = (input[first] ?? {}) as Record<string, unknown>;
  return { ...input, [first]: rest.length > 0 ? withField(inner, rest.join("."), value) : value };
}

import { randomUUID } from "node:crypto";
import type { CustomerActor } from "@/auth/actor";
import type { CustomerRole } from "@/auth/roles";
import type { AccountId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { portalRouter } from "@/trpc/portal/router";
import { testDb } from "./database";

/** The portal's procedures as a customer of the account may call them. */
export function portalOf(
  accountId: AccountId,
  {
    role = "viewer",
    userId,
    sessionId = randomUUID(),
  }: { role?: CustomerRole; userId?: string; sessionId?: string } = {},
  db = testDb(),
) {
  const session = {
    accountId,
    role,
    sessionId,
    name: "Test",
    locale: null,
    embedded: false,
    returnUrl: null,
  };
  const actor: CustomerActor = userId
    ? { ...session, kind: "user", userId }
    : { ...session, kind: "link", userId: null };
  return createCallerFactory(portalRouter)({ db, actor, requestId: "test" });
}

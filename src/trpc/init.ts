import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import type { Actor } from "@/auth/actor";
import type { Db } from "@/db/client";
import { BillingError } from "@/lib/errors";

export type Context = { db: Db; actor: Actor | null };

const t = initTRPC.context<Context>().create({ transformer: superjson });

export const { router, createCallerFactory } = t;

/** A signed-in customer; the account comes from the session, never from input. */
export const portalProcedure = t.procedure.use(({ ctx, next }) => {
  const { actor } = ctx;
  if (actor?.kind !== "user" && actor?.kind !== "link") {
    throw new BillingError("unauthorized", "Sign in to see this.");
  }
  return next({ ctx: { ...ctx, actor, accountId: actor.accountId } });
});

import { initTRPC } from "@trpc/server";
import type { Actor } from "@/auth/actor";
import { spendAuditorRate } from "@/auth/auditor-links";
import { findOwnLink } from "@/auth/auditor-queries";
import { mayStaff, type Permission } from "@/auth/permissions";
import type { CustomerAct, Scope } from "@/auth/roles";
import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import { fromJson, toJson } from "@/lib/json";
import { asTrpcError, shapeOf } from "./errors";
import { spendRate } from "./rate-limit";
import { requestIdOf } from "./request-id";

export type Context = { db: Db; actor: Actor | null; requestId: string };

const json = { serialize: toJson, deserialize: fromJson };

/**
 * Who a procedure is for: a key with a scope, whoever is signed in to the portal (what changes something
 * says which act of auth/roles.ts it is), or one of us with a permission (auth/permissions.ts).
 */
export type Meta = {
  is?: "service" | "portal" | "staff" | "auditor" | "sandbox";
  scope?: Scope;
  act?: CustomerAct;
  permission?: Permission;
  /** Only who signed in within five minutes. */
  freshly?: boolean;
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: { input: json, output: json },
    isDev: false,
    errorFormatter: ({ error, ctx, path }) =>
      shapeOf(error, { requestId: ctx?.requestId ?? requestIdOf(error), path }),
  });

export const { router, createCallerFactory } = t;

/** Nobody builds on this alone: each kind of caller below says who may come in. */
const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw asTrpcError(result.error);
  return result;
});

/**
 * An app backend, by an API key that says it may do this. Each call counts against the key's rate, as
 * one event or as many as it carries.
 */
export const serviceProcedure = (scope: Scope, eventsIn: (input: unknown) => number = () => 1) =>
  procedure.meta({ is: "service", scope }).use(async ({ ctx, next, getRawInput }) => {
    const { actor } = ctx;
    if (actor?.kind !== "key") {
      throw new BillingError("unauthorized", "Send a valid API key: Authorization: Bearer tb_…");
    }
    if (!actor.scopes.includes(scope)) {
      throw new BillingError("forbidden", `This API key does not have the scope ${scope}.`, {
        scope,
      });
    }
    await spendRate(actor.prefix, eventsIn(await getRawInput()));
    const author = { actor: `key:${actor.prefix}`, requestId: ctx.requestId };
    return next({ ctx: { ...ctx, actor, author } });
  });

/** A signed-in customer; the account comes from the session, never from input. */
export const portalProcedure = procedure.meta({ is: "portal" }).use(({ ctx, next }) => {
  const { actor } = ctx;
  if (actor?.kind !== "user" && actor?.kind !== "link") {
    throw new BillingError("unauthorized", "Sign in to see this.");
  }
  return next({ ctx: { ...ctx, actor, accountId: actor.accountId } });
});

/**
 * One of us whose role may do this; another realm than customers', with a cookie of its own. `freshly`: what gives
 * money back or lets somebody in asks for a sign-in of the last five minutes, so that a browser left open does not.
 */
export const staffProcedure = (permission: Permission, { freshly = false } = {}) =>
  procedure.meta({ is: "staff", permission, freshly }).use(({ ctx, next }) => {
    const { actor } = ctx;
    if (actor?.kind !== "staff") throw new BillingError("unauthorized", "Sign in as staff.");
    if (!mayStaff(actor.role, permission)) {
      throw new BillingError("forbidden", "Your role does not allow that.", { permission });
    }
    if (freshly && !actor.fresh) {
      throw new BillingError("sign_in_again", "This asks for a sign-in of the last five minutes.");
    }
    const author = { actor: `staff:${actor.staffUserId}`, requestId: ctx.requestId };
    return next({ ctx: { ...ctx, actor, author } });
  });

/** Whoever opened an auditor's link, which stands or not at each question; checks of all the books count for ten. */
export const auditorProcedure = (points = 1) =>
  procedure.meta({ is: "auditor" }).use(async ({ ctx, next }) => {
    const { actor } = ctx;
    if (actor?.kind !== "auditor") throw new BillingError("unauthorized", "Open your link again.");
    await spendAuditorRate(actor.sessionId, points);
    const { sessionId: auditor } = actor;
    const asThem = { role: "tallybook_auditor", auditor } as const;
    const link = await readAs(ctx.db, asThem, findOwnLink);
    if (!link) throw new BillingError("unauthorized", "Open your link again.");
    return next({ ctx: { ...ctx, actor, asThem, link } });
  });

/** Anyone, but only where no money is real. */
export const sandboxProcedure = procedure.meta({ is: "sandbox" }).use(({ ctx, next }) => {
  if (env.mode !== "sandbox") throw new BillingError("not_found", "There is no such procedure.");
  return next({ ctx: { ...ctx, author: { actor: "sandbox", requestId: ctx.requestId } } });
});

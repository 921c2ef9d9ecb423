import type { CustomerActor } from "@/auth/actor";
import { type CustomerAct, mayAct } from "@/auth/roles";
import type { Author } from "@/billing/decision";
import type { Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { portalProcedure } from "../init";

/** A procedure that changes something, for those whose role may do this (auth/roles.ts). */
export const portalWrite = (act: CustomerAct) =>
  portalProcedure.meta({ act }).use(({ ctx, next }) => {
    if (!mayAct(ctx.actor, act)) throw refusal(act);
    const by = authorOf(ctx);
    const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(ctx.db, work, by);
    return next({ ctx: { ...ctx, write } });
  });

/** The same for what only somebody with a name may do: `me` is who. */
export const personWrite = (act: CustomerAct) =>
  portalWrite(act).use(({ ctx, next }) => {
    const { accountId, userId } = ctx.actor;
    if (userId === null) throw refusal(act);
    return next({ ctx: { ...ctx, me: { accountId, userId } } });
  });

/** Who a booking names: the person, or the session of a link, which has no name. */
export function authorOf({
  actor,
  requestId,
}: {
  actor: CustomerActor;
  requestId: string;
}): Author {
  const { userId, sessionId } = actor;
  return { actor: userId === null ? `link:${sessionId}` : `user:${userId}`, requestId };
}

function refusal(act: CustomerAct): BillingError {
  return new BillingError("forbidden", "Your role in this account does not allow that.", { act });
}

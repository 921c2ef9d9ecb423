import type { CustomerActor } from "@/auth/actor";
import {
  listSignIns,
  type OwnSignIns,
  revokeOwnSession,
  revokeOwnSessions,
} from "@/auth/session-queries";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { portalProcedure, router } from "../init";
import { fields, flag, id, nothing } from "../inputs";
import { portalWrite } from "./write";

const shown = 50;

/** One's own sign-ins, on whatever account; never those of others. */
export const sessionsRouter = router({
  list: portalProcedure.input(nothing).query(async ({ ctx }) => {
    const { accountId: account, userId, sessionId } = ctx.actor;
    const as = { role: "tallybook_portal", account, ...(userId && { user: userId }) } as const;
    const signIns = await readAs(ctx.db, as, (tx) => listSignIns(tx, ownOf(ctx.actor), shown));
    return { current: sessionId, signIns };
  }),

  /** Ends one; the next request with its cookie is refused. */
  end: portalWrite("sessions.end")
    .input(fields({ sessionId: id }))
    .mutation(async ({ ctx, input }) => {
      const ended = await ctx.write((tx) =>
        revokeOwnSession(tx, ownOf(ctx.actor), input.sessionId),
      );
      if (!ended) {
        throw new BillingError("not_found", "There is no such sign-in.", { field: "sessionId" });
      }
    }),

  endAll: portalWrite("sessions.end")
    .input(fields({ keepThis: flag }))
    .mutation(async ({ ctx, input }) => {
      const except = input.keepThis ? ctx.actor.sessionId : null;
      const ended = await ctx.write((tx) => revokeOwnSessions(tx, ownOf(ctx.actor), except));
      return { ended };
    }),
});

function ownOf({ userId, sessionId }: CustomerActor): OwnSignIns {
  return userId === null ? { sessionId } : { userId };
}

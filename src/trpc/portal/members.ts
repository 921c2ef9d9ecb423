import { z } from "zod";
import { listInvitations } from "@/auth/invitation-queries";
import { invite, resendInvitation, withdrawInvitation } from "@/auth/invitations";
import { hasMail } from "@/auth/mail";
import { listMembers } from "@/auth/member-queries";
import { changeRole, leaveAccount, removeMember } from "@/auth/members";
import { customerRoles, mayAct, rolesToGive } from "@/auth/roles";
import { locales } from "@/messages/locales";
import { router } from "../init";
import { email, fields, id, nothing, says } from "../inputs";
import { portalRead } from "./read";
import { personWrite } from "./write";

const role = z.enum(customerRoles, { error: says("must be owner, billing_manager or viewer") });
const language = z.enum(locales, { error: says("must be one of our languages") });

/** Who belongs to the account, and who is asked to. */
export const membersRouter = router({
  list: portalRead.input(nothing).query(({ ctx }) =>
    ctx.read(async (tx, accountId) => {
      const { actor } = ctx;
      return {
        members: await listMembers(tx, accountId),
        invitations: await listInvitations(tx, accountId),
        me: actor.userId,
        may: {
          manage: mayAct(actor, "members.manage"),
          invite: mayAct(actor, "members.invite") ? rolesToGive(actor.role) : [],
          mail: hasMail(),
        },
      };
    }),
  ),

  /** Its own key: asking again while the invitation is open sends nothing. */
  invite: personWrite("members.invite")
    .input(fields({ email, role, language }))
    .mutation(({ ctx, input }) => ctx.write((tx) => invite(tx, ctx.me, input))),

  resendInvitation: personWrite("members.invite")
    .input(fields({ invitationId: id, language }))
    .mutation(({ ctx, input: { invitationId, ...wish } }) =>
      ctx.write((tx) => resendInvitation(tx, ctx.me, { id: invitationId, ...wish })),
    ),

  revokeInvitation: personWrite("members.invite")
    .input(fields({ invitationId: id }))
    .mutation(({ ctx, input }) =>
      ctx.write((tx) => withdrawInvitation(tx, ctx.me, input.invitationId)),
    ),

  changeRole: personWrite("members.manage")
    .input(fields({ userId: id, role }))
    .mutation(({ ctx, input }) => ctx.write((tx) => changeRole(tx, ctx.me, input))),

  remove: personWrite("members.manage")
    .input(fields({ userId: id }))
    .mutation(({ ctx, input }) => ctx.write((tx) => removeMember(tx, ctx.me, input.userId))),

  leave: personWrite("members.leave")
    .input(nothing)
    .mutation(({ ctx }) => ctx.write((tx) => leaveAccount(tx, ctx.me, ctx.actor.sessionId))),
});

"use client";

import { answerOf, api } from "@/trpc/client";
import type { Invitation, Member, Role, SignIn } from "@/ui/settings/data";
import { InvitationActions, InviteForm } from "@/ui/settings/invite-form";
import { MemberActions } from "@/ui/settings/member-actions";
import { EndEverywhere, EndSignIn } from "@/ui/settings/sign-in-actions";
import { TimeZoneForm } from "@/ui/settings/time-zone";

// What the settings' buttons ask of the server; `ui` knows nothing of it.
const { members, sessions, settings } = api.portal;

const memberActs = {
  changeRole: (input: { userId: string; role: Role }) => answerOf(members.changeRole.mutate(input)),
  remove: (input: { userId: string }) => answerOf(members.remove.mutate(input)),
  leave: () => answerOf(members.leave.mutate()),
};

const invitationActs = {
  invite: (input: Parameters<typeof members.invite.mutate>[0]) =>
    answerOf(members.invite.mutate(input)),
  resend: (input: Parameters<typeof members.resendInvitation.mutate>[0]) =>
    answerOf(members.resendInvitation.mutate(input)),
  revoke: (input: { invitationId: string }) => answerOf(members.revokeInvitation.mutate(input)),
};

const sessionActs = {
  end: (input: { sessionId: string }) => answerOf(sessions.end.mutate(input)),
  endAll: (input: { keepThis: boolean }) => answerOf(sessions.endAll.mutate(input)),
};

type OfMember = {
  member: Member;
  account: string;
  mine: boolean;
  manage: boolean;
  lastOwner: boolean;
};

export function ActsOfMember(props: OfMember) {
  return <MemberActions {...props} acts={memberActs} />;
}

export function ActsOfInvitation({ invitation }: { invitation: Invitation }) {
  return <InvitationActions invitation={invitation} acts={invitationActs} />;
}

export function Invite({ roles }: { roles: readonly Role[] }) {
  return <InviteForm roles={roles} act={invitationActs.invite} />;
}

export function ActsOfSignIn({ signIn, zone }: { signIn: SignIn; zone: string }) {
  return <EndSignIn signIn={signIn} zone={zone} act={sessionActs.end} />;
}

export function SignOutEverywhere({ linked }: { linked: boolean }) {
  return <EndEverywhere linked={linked} act={sessionActs.endAll} />;
}

export function ChangeTimeZone({ account }: { account: { name: string; timezone: string } }) {
  return (
    <TimeZoneForm account={account} act={(input) => answerOf(settings.setTimezone.mutate(input))} />
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { lookAtInvitation } from "@/auth/invitations";
import { Notice } from "@/ui/notice";
import { JoinForm } from "@/ui/settings/join-form";
import { InvitationExpired } from "../gone";

export const dynamic = "force-dynamic";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations("settings.join");
  const invitation = await lookAtInvitation((await params).code);
  return { title: invitation ? t("title", { account: invitation.account }) : t("expired.title") };
}

type Props = { params: Promise<{ code: string }>; searchParams: Promise<{ name?: string }> };

/** Says who asks, and waits for a press: looking at the page uses nothing up (SCREENS G15). */
export default async function InvitationPage({ params, searchParams }: Props) {
  const t = await getTranslations("settings.join");
  const { code } = await params;
  const invitation = await lookAtInvitation(code);
  if (!invitation) return <InvitationExpired />;
  const { account, invitedBy: inviter } = invitation;
  return (
    <Notice title={t("title", { account })}>
      <p>{inviter ? t("text", { account, inviter }) : t("textNoInviter", { account })}</p>
      <JoinForm
        code={code}
        email={invitation.email}
        role={invitation.role}
        name={invitation.name}
        nameRefused={(await searchParams).name === "bad"}
      />
    </Notice>
  );
}

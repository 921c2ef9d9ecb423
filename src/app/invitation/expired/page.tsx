import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvitationExpired } from "../gone";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.join.expired");
  return { title: t("title") };
}

export default function ExpiredInvitationPage() {
  return <InvitationExpired />;
}

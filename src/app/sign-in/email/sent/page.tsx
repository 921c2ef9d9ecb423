import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { MailboxLink } from "@/ui/mailbox/mailbox-link";
import { Notice } from "@/ui/notice";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.sent");
  return { title: t("title") };
}

export default async function SentPage() {
  const t = await getTranslations("signIn.sent");
  return (
    <Notice title={t("title")}>
      <p>{t("text")}</p>
      {env.mode === "sandbox" && <MailboxLink />}
    </Notice>
  );
}

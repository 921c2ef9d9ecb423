import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { readMailbox } from "@/auth/mail";
import { MailList } from "@/ui/mailbox/mail-list";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("mail.sandbox");
  return { title: t("title") };
}

/** What would have been sent. Where mail is real, there is no such page. */
export default async function MailboxPage() {
  const mails = (await readMailbox()) ?? notFound();
  return <MailList mails={mails} />;
}

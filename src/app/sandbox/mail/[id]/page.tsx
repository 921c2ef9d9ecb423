import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ourAddress, readMail } from "@/auth/mail";
import { OneMail } from "@/ui/mailbox/one-mail";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("mail.sandbox");
  return { title: t("title") };
}

export default async function MailPage({ params }: { params: Promise<{ id: string }> }) {
  const mail = (await readMail((await params).id)) ?? notFound();
  return <OneMail mail={mail} home={ourAddress("/")} />;
}

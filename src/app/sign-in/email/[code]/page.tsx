import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { brand } from "@/lib/brand";
import { Notice } from "@/ui/notice";
import { PostForm } from "@/ui/post-form";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

/** Waits for a press: a mail scanner that opens links, or even runs scripts, uses nothing up. */
export default async function EmailLinkPage({ params }: { params: Promise<{ code: string }> }) {
  const t = await getTranslations("signIn.byMail");
  const { code } = await params;
  return (
    <Notice title={t("title", { brand: brand.name })}>
      <PostForm action="/sign-in/email/redeem" fields={{ code }} button={t("button")} />
    </Notice>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/ui/notice";
import { PostForm } from "@/ui/post-form";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.opening");
  return { title: t("title") };
}

/** Posts the code itself, so that whatever only looks at links does not use it up (SCREENS G15). */
export default async function PortalLinkPage({ params }: { params: Promise<{ code: string }> }) {
  const t = await getTranslations("signIn.opening");
  const { code } = await params;
  return (
    <Notice title={t("title")}>
      <PostForm action="/portal-session/redeem" fields={{ code }} button={t("button")} auto />
    </Notice>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/ui/notice";
import { PostForm } from "@/ui/post-form";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auditors.opening");
  return { title: t("title") };
}

/**
 * Posts what the address ends with and takes it out of the address first: it opens for months, so no history, and no page
 * that is gone to from here, may keep it.
 */
export default async function AuditorLinkPage({ params }: { params: Promise<{ code: string }> }) {
  const t = await getTranslations("auditors.opening");
  const { code } = await params;
  return (
    <Notice title={t("title")}>
      <PostForm
        action="/auditor/redeem"
        fields={{ code }}
        button={t("button")}
        hideAs="/auditor"
        auto
      />
    </Notice>
  );
}

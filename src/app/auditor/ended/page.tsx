import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/ui/notice";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auditors.ended");
  return { title: t("title") };
}

/** The one answer to a link that is unknown, revoked or over, and to whoever has none. */
export default async function EndedPage() {
  const t = await getTranslations("auditors.ended");
  return (
    <Notice title={t("title")}>
      <p>{t("text")}</p>
    </Notice>
  );
}

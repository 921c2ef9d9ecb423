import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/ui/notice";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.expired");
  return { title: t("title") };
}

export default async function ExpiredLinkPage() {
  const t = await getTranslations("signIn.expired");
  return (
    <Notice title={t("title")}>
      <p>{t("text")}</p>
      <p className="mt-4 text-muted">
        {t.rich("already", {
          home: (words) => (
            <a href="/" className="text-green underline underline-offset-4">
              {words}
            </a>
          ),
        })}
      </p>
    </Notice>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/ui/notice";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.ended");
  return { title: t("title") };
}

/** What a frame shows once nobody is signed in there: the page around it can open it again. */
export default async function EndedPage() {
  const t = await getTranslations("signIn.ended");
  return (
    <Notice title={t("title")}>
      <p>{t("text")}</p>
      <p className="mt-4 text-muted">
        {t.rich("blocked", {
          tab: (words) => (
            <a
              href="/"
              target="_blank"
              rel="noreferrer"
              className="text-green underline underline-offset-4"
            >
              {words}
            </a>
          ),
        })}
      </p>
    </Notice>
  );
}

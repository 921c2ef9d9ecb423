import { getTranslations } from "next-intl/server";
import { Notice } from "@/ui/notice";

/** The same for an invitation that is used, withdrawn, too old or was never made. */
export async function InvitationExpired() {
  const t = await getTranslations("settings.join.expired");
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

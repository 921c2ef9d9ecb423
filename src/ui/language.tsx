import { useLocale, useTranslations } from "next-intl";
import { languageNames, locales } from "@/messages/locales";

/** The languages, each in its own words. A form, so that it works before any script has loaded. */
export function LanguageChoice() {
  const t = useTranslations("shell.language");
  const current = useLocale();
  return (
    <form action="/language" method="post" className="text-small print:hidden">
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">{t("label")}</legend>
        {locales.map((locale) => (
          <button
            key={locale}
            type="submit"
            name="language"
            value={locale}
            lang={locale}
            aria-pressed={locale === current}
            className="min-h-6 px-2 py-1 text-muted hover:text-ink aria-pressed:text-ink aria-pressed:underline aria-pressed:decoration-2 aria-pressed:underline-offset-4"
          >
            {languageNames[locale]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}

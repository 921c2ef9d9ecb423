import { useTranslations } from "next-intl";
import { type Language, languageNames, locales } from "@/messages/locales";
import { Section } from "../section";
import { mainButton } from "./buttons";

type Props = {
  /** Null: as the browser asks. */
  chosen: Language | null;
  /** Whether the choice is kept with a user, or with this browser. */
  ofUser: boolean;
};

/** The language of pages and mail. A form, so that it works before any script has loaded. */
export function LanguageSetting({ chosen, ofUser }: Props) {
  const t = useTranslations("settings.language");
  return (
    <Section title={t("title")} note={ofUser ? t("note") : t("noteLink")}>
      <form action="/language" method="post">
        <fieldset>
          <legend className="sr-only">{t("label")}</legend>
          <Choice value="" name={t("browser")} checked={chosen === null} />
          {locales.map((locale) => (
            <Choice
              key={locale}
              value={locale}
              name={languageNames[locale]}
              lang={locale}
              checked={chosen === locale}
            />
          ))}
        </fieldset>
        <button type="submit" className={`${mainButton} mt-3`}>
          {t("save")}
        </button>
      </form>
    </Section>
  );
}

function Choice({
  value,
  name,
  lang,
  checked,
}: {
  value: string;
  name: string;
  lang?: string;
  checked: boolean;
}) {
  return (
    <label className="flex min-h-8 items-baseline gap-3 py-1">
      <input
        type="radio"
        name="language"
        value={value}
        defaultChecked={checked}
        className="accent-green"
      />
      <span lang={lang}>{name}</span>
    </label>
  );
}

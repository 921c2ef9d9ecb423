import { useTranslations } from "next-intl";

export function NotFoundText() {
  const t = useTranslations("shell.notFound");
  return (
    <div className="max-w-xl py-8">
      <h1 className="font-serif text-title">{t("title")}</h1>
      <p className="mt-3 text-muted">{t("text")}</p>
      <p className="mt-5">
        <a href="/" className="inline-block py-0.5 text-green underline underline-offset-4">
          {t("home")}
        </a>
      </p>
    </div>
  );
}

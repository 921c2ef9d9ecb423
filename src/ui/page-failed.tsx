"use client";

import { useTranslations } from "next-intl";

type Props = { errorId?: string; retry: () => void };

/** A page that could not be made at all. Says what to do, never what broke. */
export function PageFailed({ errorId, retry }: Props) {
  const t = useTranslations("shell.error");
  return (
    <div role="alert" className="max-w-xl py-8">
      <h1 className="font-serif text-title">{t("title")}</h1>
      <p className="mt-3 text-muted">{t("text")}</p>
      {errorId && (
        <p className="mt-3 text-muted">
          {t.rich("id", { id: () => <code className="text-ink">{errorId}</code> })}
        </p>
      )}
      <button type="button" onClick={retry} className="mt-6 min-h-11 bg-green px-5 text-on-green">
        {t("retry")}
      </button>
    </div>
  );
}

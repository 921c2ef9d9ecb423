import { useTranslations } from "next-intl";

/** Over every page somebody of staff looks at as the customer does: whose it is, and that nothing can be changed. */
export function LookedOn({ by, account }: { by: string; account: string }) {
  const t = useTranslations("shell.lookedOn");
  return (
    <form
      action="/staff-view/end"
      method="post"
      aria-label={t("label")}
      className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-s-2 border-ochre bg-sheet px-4 py-2"
    >
      <p>{t("text", { by, account })}</p>
      <button type="submit" className="min-h-8 underline underline-offset-4">
        {t("end")}
      </button>
    </form>
  );
}

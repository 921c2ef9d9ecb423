import { useTranslations } from "next-intl";

/** A stretch of minutes as people say it: in days or hours where it is whole. */
export function useCooldown(): (minutes: number) => string {
  const t = useTranslations("topUp.form");
  return (minutes) => {
    if (minutes % 1_440 === 0) return t("days", { count: minutes / 1_440 });
    if (minutes % 60 === 0) return t("hours", { count: minutes / 60 });
    return t("minutes", { count: minutes });
  };
}

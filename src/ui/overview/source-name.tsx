import { useTranslations } from "next-intl";

const categories = ["allowance", "rollover", "pack", "promo", "goodwill", "adjustment"] as const;

/** Where credits came from, in words. */
export function SourceName({ of }: { of: string }) {
  return useSourceName()(of);
}

/** The same as text, for a sentence around it. */
export function useSourceName(): (category: string) => string {
  const t = useTranslations("common.source");
  return (category) => {
    const known = categories.find((one) => one === category);
    return known ? t(known) : category;
  };
}

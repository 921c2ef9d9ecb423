/** The languages people may choose. */
export const locales = ["en", "de", "fr"] as const;
/** English with every letter altered and every word longer: what stays plain was never translated. */
export const pseudoLocale = "en-XA";

export type Language = (typeof locales)[number];
export type AppLocale = Language | typeof pseudoLocale;

/** Each in its own words, as people look for theirs. */
export const languageNames: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
};

/** Remembers the choice of whoever has no user here, and of the page before sign-in. */
export const localeCookie = "tallybook-language";

export function isLanguage(value: unknown): value is Language {
  return typeof value === "string" && (locales as readonly string[]).includes(value);
}

/** How figures are written: the pseudo-locale's are English. */
export function numberLocale(locale: string): string {
  return locale.startsWith("en") ? "en-US" : locale;
}

/** How days are written: day before month, as most who read English here do. */
export function dateLocale(locale: string): string {
  return locale.startsWith("en") ? "en-GB" : locale;
}

/** The best of a browser's wishes (`Accept-Language`) that we have; English else. */
export function languageFor(wishes: string | null): Language {
  const ranked = (wishes ?? "")
    .split(",")
    .map((wish) => {
      const [tag = "", ...parameters] = wish.trim().split(";");
      const quality = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find(Boolean);
      return { language: tag.toLowerCase().split("-")[0], quality: Number(quality ?? 1) };
    })
    .sort((a, b) => b.quality - a.quality);
  const found = ranked.find((one) => one.quality > 0 && isLanguage(one.language))?.language;
  return isLanguage(found) ? found : "en";
}

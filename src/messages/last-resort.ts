import { type Language, languageFor } from "./locales";

type Words = { title: string; text: string; id: string; retry: string };

/** What the page says that stands in when even the languages could not be loaded; so small as to be always there. */
const words: Record<Language, Words> = {
  en: {
    title: "This page could not be shown",
    text: "Nothing about your account has changed. Try again in a moment.",
    id: "Error id",
    retry: "Try again",
  },
  de: {
    title: "Diese Seite konnte nicht angezeigt werden",
    text: "An Ihrem Konto hat sich nichts geändert. Versuchen Sie es gleich noch einmal.",
    id: "Fehlernummer",
    retry: "Erneut versuchen",
  },
  fr: {
    title: "Cette page n’a pas pu être affichée",
    text: "Rien n’a changé sur votre compte. Réessayez dans un instant.",
    id: "Numéro d’erreur",
    retry: "Réessayer",
  },
};

export function lastResort(wishes: readonly string[]): Words & { language: Language } {
  const language = languageFor(wishes.join(","));
  return { ...words[language], language };
}

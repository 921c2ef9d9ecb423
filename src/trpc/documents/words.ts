import { createTranslator } from "next-intl";
import type { Language } from "@/messages/locales";
import { messagesFor } from "@/messages/messages";

export type DocumentWords = ReturnType<typeof documentWords>;

/** The sentences of documents in a language. */
export function documentWords(language: Language) {
  const messages = messagesFor(language);
  return createTranslator({ locale: language, messages, namespace: "document" });
}

import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { getActor } from "@/auth/actor";
import { env } from "@/env";
import {
  type AppLocale,
  isLanguage,
  languageFor,
  localeCookie,
  pseudoLocale,
} from "@/messages/locales";
import { messagesFor } from "@/messages/messages";

/** In which language a page answers: the user's choice, else this browser's, else what it asks for. */
export default getRequestConfig(async () => {
  const locale = await localeOfRequest();
  // Every time on screen names its own zone; this one only silences the library's default.
  return { locale, messages: messagesFor(locale), timeZone: "UTC" };
});

async function localeOfRequest(): Promise<AppLocale> {
  const chosen = (await cookies()).get(localeCookie)?.value;
  // For tests and translators; customers are not offered it.
  if (chosen === pseudoLocale && env.mode === "sandbox") return pseudoLocale;
  const own = await ownLanguage();
  if (isLanguage(own)) return own;
  return isLanguage(chosen) ? chosen : languageFor((await headers()).get("accept-language"));
}

async function ownLanguage(): Promise<string | null> {
  try {
    return (await getActor())?.locale ?? null;
  } catch {
    // The database is away: the page that says so needs a language all the same.
    return null;
  }
}

import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { lastResort } from "@/messages/last-resort";
import { locales } from "@/messages/locales";
import { messagesFor } from "@/messages/messages";
import { PageFailed } from "./page-failed";

test.each(locales)(
  "a page that failed says in %s what to do and under which id, never what broke",
  (locale) => {
    const shown = (errorId?: string) =>
      renderToStaticMarkup(
        <NextIntlClientProvider locale={locale} messages={messagesFor(locale)} timeZone="UTC">
          <PageFailed errorId={errorId} retry={() => {}} />
        </NextIntlClientProvider>,
      );
    const { title, retry } = messagesFor(locale).shell.error;
    expect(shown("3f9a1c")).toContain("3f9a1c");
    expect(shown("3f9a1c")).toContain(title);
    expect(shown()).toContain(retry);
    expect(shown()).not.toMatch(/undefined|<code/);
  },
);

test("the last resort says the same, in the first language a browser asks for and we have", () => {
  for (const language of locales) {
    const { title, text, retry } = messagesFor(language).shell.error;
    expect(lastResort(["nl", `${language}-CH`])).toMatchObject({ language, title, text, retry });
  }
  expect(lastResort(["ja"]).language).toBe("en");
});

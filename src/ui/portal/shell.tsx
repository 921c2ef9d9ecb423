import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TallyMark } from "../marks";
import { ThemeChoice } from "../theme";
import { PortalNav } from "./nav";

type Props = {
  account: { name: string; timezone: string };
  who: string;
  children: ReactNode;
};

/** The sheet every page of the portal is set on. */
export function PortalShell({ account, who, children }: Props) {
  const t = useTranslations("shell");
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-4 sm:px-8">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:m-2 focus:bg-sheet focus:p-2"
      >
        {t("skip")}
      </a>
      <header className="pt-5">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <p className="flex items-center gap-2.5 font-serif text-title">
            <TallyMark className="h-5 w-6 text-green" />
            Tallybook
          </p>
          <form action="/sign-out" method="post" className="flex items-center gap-4 text-small">
            <span className="text-muted">{who}</span>
            <button
              type="submit"
              className="min-h-6 py-1 underline decoration-rule underline-offset-4 hover:decoration-current print:hidden"
            >
              {t("signOut")}
            </button>
          </form>
        </div>
        <PortalNav />
      </header>
      <main id="content" className="sheet flex-1 px-5 py-8 sm:px-10 sm:py-10 print:border-0">
        {children}
      </main>
      <footer className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-5 text-small text-muted">
        <p>
          {account.name} · {t("zone", { zone: account.timezone })}
        </p>
        <ThemeChoice />
      </footer>
    </div>
  );
}

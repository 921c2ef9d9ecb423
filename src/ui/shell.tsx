import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Brand } from "./brand";
import { LanguageChoice } from "./language";
import { SkipLink } from "./portal/shell";
import { ThemeChoice } from "./theme";

type Props = {
  who?: string;
  signOutTo?: string;
  /** The keyboard's way to everything. */
  command?: ReactNode;
  nav?: ReactNode;
  /** Two pages stand side by side. */
  wide?: boolean;
  children: ReactNode;
};

/** The sheet every page is set on: name and way out on top, the content, the theme at the foot. */
export function Shell({ who, signOutTo, command, nav, wide = false, children }: Props) {
  const t = useTranslations("shell");
  return (
    <div
      className={`mx-auto flex min-h-dvh flex-col px-4 sm:px-8 ${wide ? "max-w-screen-2xl" : "max-w-6xl"}`}
    >
      <SkipLink />
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-5">
        <Brand />
        {command && <div className="ms-auto">{command}</div>}
        {signOutTo && (
          <form action={signOutTo} method="post" className="flex items-center gap-4 text-small">
            {who && <span className="text-muted">{who}</span>}
            <button
              type="submit"
              className="min-h-6 py-1 underline decoration-rule underline-offset-4 hover:decoration-current print:hidden"
            >
              {t("signOut")}
            </button>
          </form>
        )}
      </header>
      {nav}
      <main
        id="content"
        tabIndex={-1}
        className="outline-none sheet flex-1 px-5 py-8 sm:px-10 sm:py-10 print:border-0"
      >
        {children}
      </main>
      <footer className="flex flex-wrap justify-end gap-x-6 py-5">
        <LanguageChoice />
        <ThemeChoice />
      </footer>
    </div>
  );
}

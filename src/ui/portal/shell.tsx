import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Brand } from "../brand";
import { CommandCenter } from "../command/center";
import { LanguageChoice } from "../language";
import { ThemeChoice } from "../theme";
import { type AccountChoice, AccountMenu } from "./account-menu";
import { LookedOn } from "./looked-on";
import { PortalNav } from "./nav";
import { OneAccount } from "./one-account";

export type Visitor = {
  /** Null for whoever an app signed in: it is the app that knows the name. */
  name: string | null;
  role: "owner" | "billing_manager" | "viewer";
};

type Props = {
  account: AccountChoice & { timezone: string };
  /** The other accounts of whoever looks. */
  others: AccountChoice[];
  who: Visitor;
  /** Where the app wants its customer back. */
  returnUrl: string | null;
  /** In a frame of the app's own page, which has a head of its own. */
  embedded: boolean;
  /** Who of staff sees it as the customer does. */
  lookedOnBy: string | null;
  children: ReactNode;
};

/** The sheet every page of the portal is set on. */
export function PortalShell(props: Props) {
  const { account, others, who, returnUrl, embedded, lookedOnBy, children } = props;
  const t = useTranslations("shell");
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-4 sm:px-8">
      <SkipLink />
      {!embedded && <OneAccount id={account.id} />}
      <header className={embedded ? "pt-2" : "pt-4 sm:pt-5"}>
        <div className="flex flex-wrap items-center justify-between gap-x-5 gap-y-2 pb-2">
          {!embedded && <Brand />}
          <div className="min-w-0 flex-1 max-sm:order-last max-sm:basis-full">
            <AccountMenu current={account} others={others} />
          </div>
          <CommandCenter of={{ realm: "portal", accounts: others }} />
        </div>
        <div className="flex flex-wrap items-end justify-between gap-x-6 max-sm:flex-col-reverse max-sm:items-start">
          <PortalNav />
          <Who who={who} embedded={embedded} />
        </div>
        {returnUrl && <WayBack to={returnUrl} embedded={embedded} />}
      </header>
      {lookedOnBy !== null && <LookedOn by={lookedOnBy} account={account.name} />}
      <main
        id="content"
        tabIndex={-1}
        className="sheet flex-1 px-5 py-8 outline-none sm:px-10 sm:py-10 print:border-0"
      >
        {children}
      </main>
      <footer className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-5 text-small text-muted">
        <p>
          {account.name} · {t("zone", { zone: account.timezone })}
        </p>
        <div className="-mx-2 flex flex-wrap items-center gap-x-6 gap-y-1">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </footer>
    </div>
  );
}

/** The first stop of the tab key. */
export function SkipLink() {
  const t = useTranslations("shell");
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:m-2 focus:bg-sheet focus:p-2"
    >
      {t("skip")}
    </a>
  );
}

function Who({ who, embedded }: { who: Visitor; embedded: boolean }) {
  const t = useTranslations("shell");
  const tCommon = useTranslations("common.role");
  const role = tCommon(who.role);
  return (
    <form
      action="/sign-out"
      method="post"
      className="flex max-w-full flex-wrap items-center gap-x-4 py-1 text-small"
    >
      {!embedded && (
        <span className="min-w-0 text-muted">
          {who.name === null ? t("throughApp") : t("who", { name: who.name, role })}
        </span>
      )}
      <button
        type="submit"
        className="min-h-6 py-1 underline decoration-rule underline-offset-4 hover:decoration-current print:hidden"
      >
        {t("signOut")}
      </button>
    </form>
  );
}

/** A frame does not become the app: the way back leaves it. */
function WayBack({ to, embedded }: { to: string; embedded: boolean }) {
  const t = useTranslations("shell");
  return (
    <p className="pb-2 text-small print:hidden">
      <a
        href={to}
        target={embedded ? "_top" : undefined}
        rel="noreferrer"
        className="inline-block py-0.5 text-green underline underline-offset-4"
      >
        {t("back", { host: new URL(to).host })}
      </a>
    </p>
  );
}

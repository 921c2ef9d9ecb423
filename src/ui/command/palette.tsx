"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type ReactNode, useState } from "react";
import { languageNames, locales } from "@/messages/locales";
import { Dialog } from "../dialog";
import { portalPages } from "../portal/pages";
import { post } from "../post";
import { themes } from "../theme";
import type { SheetProps } from "./center";
import { type Found, useInvoices } from "./find-invoices";
import { goTo } from "./keys";

/** Everything one can go to or do, by typing a part of its name. */
export function Palette({ accounts, onClose, onHelp }: SheetProps) {
  const t = useTranslations("shell.command");
  const [text, setText] = useState("");
  const found = useInvoices(text);
  return (
    <Dialog title={t("title")} onClose={onClose} hideTitle>
      <Command label={t("title")} loop className="outline-none">
        <Command.Input
          data-focus-first
          value={text}
          onValueChange={setText}
          placeholder={t("placeholder")}
          className="block min-h-11 w-full border-b-2 border-green bg-transparent outline-none"
        />
        <Command.List label={t("results")} className="mt-2 h-80 overflow-y-auto">
          <Command.Empty className="px-2 py-3 text-muted">
            {found.state === "searching" ? t("searching") : t("none")}
          </Command.Empty>
          <Pages onClose={onClose} />
          <Invoices found={found.invoices} onClose={onClose} />
          <Acts accounts={accounts} onClose={onClose} onHelp={onHelp} />
        </Command.List>
      </Command>
      {found.state === "failed" && (
        <p role="alert" className="mt-3 border-s-2 border-ochre ps-3 text-small">
          {t("failed")}
        </p>
      )}
    </Dialog>
  );
}

function Pages({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const go = useGo(onClose);
  const keyOf = Object.fromEntries(Object.entries(goTo).map(([key, { page }]) => [page, key]));
  return (
    <Group heading={t("command.groups.pages")}>
      {portalPages.map(({ href, name }) => (
        <Item key={href} keys={`g ${keyOf[name]}`} onSelect={() => go(href)}>
          {t(`pages.${name}`)}
        </Item>
      ))}
    </Group>
  );
}

function Invoices({ found, onClose }: { found: Found[]; onClose: () => void }) {
  const t = useTranslations("shell.command");
  const go = useGo(onClose);
  if (found.length === 0) return null;
  return (
    <>
      <Group heading={t("groups.invoices")}>
        {found.map(({ id, number }) => (
          <Item key={id} onSelect={() => go(`/invoices/${id}`)}>
            {t("invoice", { number })}
          </Item>
        ))}
      </Group>
      <Group heading={t("groups.periods")}>
        {found.map(
          ({ number, planLineId }) =>
            planLineId && (
              <Item key={planLineId} onSelect={() => go(`/usage?line=${planLineId}`)}>
                {t("usageOf", { number })}
              </Item>
            ),
        )}
      </Group>
    </>
  );
}

function Acts({ accounts, onClose, onHelp }: SheetProps) {
  const t = useTranslations("shell");
  const { setTheme } = useTheme();
  function choose(theme: string) {
    setTheme(theme);
    onClose();
  }
  return (
    <>
      {accounts.length > 0 && (
        <Group heading={t("command.groups.accounts")}>
          {accounts.map(({ id, name }) => (
            <Item
              key={id}
              value={`${name} ${id}`}
              onSelect={() => post("/switch-account", { account: id })}
            >
              {t("command.account", { name })}
            </Item>
          ))}
        </Group>
      )}
      <Group heading={t("command.groups.theme")}>
        {themes.map((theme) => (
          <Item key={theme} onSelect={() => choose(theme)}>
            {t("command.theme", { name: t(`theme.${theme}`) })}
          </Item>
        ))}
      </Group>
      <Group heading={t("command.groups.language")}>
        {locales.map((language) => (
          <Item key={language} onSelect={() => post("/language", { language })}>
            {t("language.switch", { language: languageNames[language] })}
          </Item>
        ))}
      </Group>
      <Group heading={t("command.groups.more")}>
        <Item keys="?" onSelect={onHelp}>
          {t("command.keys")}
        </Item>
        <Item onSelect={() => post("/sign-out")}>{t("signOut")}</Item>
      </Group>
    </>
  );
}

function useGo(onClose: () => void): (href: string) => void {
  const router = useRouter();
  return (href) => {
    onClose();
    router.push(href);
  };
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-2 [&>[cmdk-group-heading]]:px-2 [&>[cmdk-group-heading]]:py-1 [&>[cmdk-group-heading]]:text-small [&>[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = { value?: string; keys?: string; onSelect: () => void; children: ReactNode };

function Item({ value, keys, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-baseline justify-between gap-4 border-s-2 border-transparent px-2 py-1.5 aria-selected:border-green aria-selected:bg-paper"
    >
      <span>{children}</span>
      {keys && <kbd className="font-sans text-small text-muted max-sm:hidden">{keys}</kbd>}
    </Command.Item>
  );
}

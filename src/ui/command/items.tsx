"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import type { ReactNode } from "react";
import { languageNames, locales } from "@/messages/locales";
import { post } from "../post";
import { themes } from "../theme";

/** What everybody can do: theme, language, the list of keys, the way out. */
export function CommonActs({
  onClose,
  onHelp,
  signOutTo = "/sign-out",
}: {
  onClose: () => void;
  onHelp: () => void;
  signOutTo?: string;
}) {
  const t = useTranslations("shell");
  const { setTheme } = useTheme();
  function choose(theme: string) {
    setTheme(theme);
    onClose();
  }
  return (
    <>
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
        <Item onSelect={() => post(signOutTo)}>{t("signOut")}</Item>
      </Group>
    </>
  );
}

/** Goes to a page, the sheet out of the way. */
export function useGo(onClose: () => void): (href: string) => void {
  const router = useRouter();
  return (href) => {
    onClose();
    router.push(href);
  };
}

export function Group({ heading, children }: { heading: string; children: ReactNode }) {
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

export function Item({ value, keys, onSelect, children }: ItemProps) {
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

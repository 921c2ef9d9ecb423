"use client";

import { useTranslations } from "next-intl";
import { ThemeProvider, useTheme } from "next-themes";
import { type ReactNode, useSyncExternalStore } from "react";

/** Sets the theme before the first paint, so that nothing flashes. */
export function Theme({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem nonce={nonce}>
      {children}
    </ThemeProvider>
  );
}

export const themes = ["system", "light", "dark"] as const;

/** Light, dark, or as the system has it. */
export function ThemeChoice() {
  const t = useTranslations("shell.theme");
  const { theme, setTheme } = useTheme();
  // Only the browser knows the choice; the server's markup shows none.
  const inBrowser = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  return (
    <fieldset className="flex items-center gap-1 text-small print:hidden">
      <legend className="sr-only">{t("label")}</legend>
      {themes.map((value) => (
        <label
          key={value}
          className="cursor-pointer rounded-sm px-2 py-1 text-muted has-checked:text-ink has-checked:underline has-checked:decoration-2 has-checked:underline-offset-4 has-focus-visible:outline-2 has-focus-visible:outline-green"
        >
          <input
            type="radio"
            name="theme"
            value={value}
            className="sr-only"
            checked={inBrowser && theme === value}
            onChange={() => setTheme(value)}
          />
          {t(value)}
        </label>
      ))}
    </fieldset>
  );
}

function neverChanges() {
  return () => {};
}

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { field } from "../settings/buttons";
import type { RuleGround } from "./data";

type Props = {
  ground: RuleGround;
  value: string[] | null;
  /** Null while what is typed is not all addresses. */
  onChange: (recipients: string[] | null) => void;
};

/** AL5: members to choose from, and anybody else by their address. */
export function Recipients({ ground: { members }, value, onChange }: Props) {
  const t = useTranslations("alerts.form");
  const known = new Set(members.map(({ email }) => email));
  const [chosen, setChosen] = useState(() => (value ?? []).filter((one) => known.has(one)));
  const [typed, setTyped] = useState(() =>
    (value ?? []).filter((one) => !known.has(one)).join(", "),
  );

  function change(to: { chosen?: string[]; typed?: string }) {
    const next = { chosen, typed, ...to };
    setChosen(next.chosen);
    setTyped(next.typed);
    const others = addressesIn(next.typed);
    onChange(others && [...next.chosen, ...others]);
  }

  return (
    <fieldset>
      <legend className="mb-1 text-small text-muted">{t("recipients")}</legend>
      {members.map(({ name, email }) => (
        <label key={email} className="flex min-h-6 items-baseline gap-2">
          <input
            type="checkbox"
            checked={chosen.includes(email)}
            onChange={({ target }) =>
              change({
                chosen: target.checked ? [...chosen, email] : chosen.filter((one) => one !== email),
              })
            }
          />
          <span className="wrap-anywhere">
            {name} <span className="text-small text-muted">{email}</span>
          </span>
        </label>
      ))}
      <label className="mt-2 block">
        <span className="block text-small text-muted">{t("others")}</span>
        <input
          autoComplete="off"
          spellCheck={false}
          value={typed}
          aria-invalid={addressesIn(typed) === null}
          onChange={({ target }) => change({ typed: target.value })}
          className={field}
        />
      </label>
    </fieldset>
  );
}

/** What is typed between commas, or null where some of it is no address. The server looks closer. */
function addressesIn(typed: string): string[] | null {
  const parts = typed
    .split(/[\s,;]+/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
  return parts.every((one) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(one)) ? parts : null;
}

"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Section } from "../section";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { KeyActs } from "./data";

type Props = {
  scopes: readonly string[];
  act: KeyActs["create"];
  onSecret: (key: string) => void;
};

/** A new key: what it is for, what it may do, and when it ends. */
export function NewKey({ scopes, act, onSecret }: Props) {
  const t = useTranslations("console.keys");
  const id = useId();
  const [name, setName] = useState("");
  const [days, setDays] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const create = useAct(act, () => t("created"));
  async function make() {
    const input = { name: name.trim(), scopes: [...chosen], ...(days && { days: Number(days) }) };
    const done = await create.run(input);
    if (!done?.ok) return;
    setName("");
    onSecret(done.value.key);
  }
  return (
    <Section title={t("new")} className="mt-12 print:hidden">
      <form
        className="max-w-2xl space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label htmlFor={`${id}name`} className="block">
          <span className="block text-small text-muted">{t("name")}</span>
          <input
            id={`${id}name`}
            required
            maxLength={60}
            value={name}
            onChange={({ target }) => setName(target.value)}
            className={field}
          />
        </label>
        <fieldset>
          <legend className="text-small text-muted">{t("scopes")}</legend>
          <div className="grid gap-x-6 sm:grid-cols-2">
            {scopes.map((scope) => (
              <label key={scope} className="flex min-h-8 items-center gap-2">
                <input
                  type="checkbox"
                  checked={chosen.includes(scope)}
                  onChange={() => setChosen(toggled(chosen, scope))}
                />
                <code className="text-small">{scope}</code>
              </label>
            ))}
          </div>
        </fieldset>
        <label htmlFor={`${id}days`} className="block">
          <span className="block text-small text-muted">{t("days")}</span>
          <input
            id={`${id}days`}
            type="number"
            min={1}
            max={3650}
            value={days}
            onChange={({ target }) => setDays(target.value)}
            className={`${field} max-w-40`}
          />
        </label>
        <button
          type="submit"
          disabled={create.busy || chosen.length === 0 || name.trim() === ""}
          className={mainButton}
        >
          {t("create")}
        </button>
      </form>
    </Section>
  );
}

function toggled(all: readonly string[], one: string): string[] {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}

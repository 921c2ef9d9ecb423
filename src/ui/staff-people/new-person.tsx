"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Section } from "../section";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { PeopleActs } from "./data";
import { RoleOptions } from "./role-options";

/** Somebody new: who, where their codes are sent, and what they may do. */
export function NewPerson({ roles, act }: { roles: readonly string[]; act: PeopleActs["add"] }) {
  const t = useTranslations("console.people");
  const id = useId();
  const [person, setPerson] = useState({ name: "", email: "", role: "support" });
  const add = useAct(act, () => t("added"));
  const texts = [
    { of: "name", type: "text", most: 100 },
    { of: "email", type: "email", most: 254 },
  ] as const;
  return (
    <Section title={t("new")} className="mt-12 print:hidden">
      <form
        className="max-w-md space-y-4"
        onSubmit={async (event) => {
          event.preventDefault();
          const done = await add.run(person);
          if (done?.ok) setPerson({ name: "", email: "", role: "support" });
        }}
      >
        {texts.map(({ of, type, most }) => (
          <label key={of} htmlFor={`${id}${of}`} className="block">
            <span className="block text-small text-muted">{t(of)}</span>
            <input
              id={`${id}${of}`}
              type={type}
              required
              maxLength={most}
              value={person[of]}
              onChange={({ target }) => setPerson({ ...person, [of]: target.value })}
              className={field}
            />
          </label>
        ))}
        <label htmlFor={`${id}role`} className="block">
          <span className="block text-small text-muted">{t("role")}</span>
          <select
            id={`${id}role`}
            value={person.role}
            onChange={({ target }) => setPerson({ ...person, role: target.value })}
            className={field}
          >
            <RoleOptions of={roles} />
          </select>
        </label>
        <button type="submit" disabled={add.busy} className={mainButton}>
          {t("add")}
        </button>
      </form>
    </Section>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { monthName } from "../months/data";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { AuditorActs } from "./data";

const mostDays = 90;

type Props = { closed: string[]; act: AuditorActs["create"]; onMade: (url: string) => void };

/** A new link: for whom and why, which closed months, and for how long. */
export function NewLink({ closed, act, onMade }: Props) {
  const t = useTranslations("auditors.links");
  const [newest = ""] = closed;
  const empty = { auditor: "", reason: "", firstMonth: newest, lastMonth: newest, days: 30 };
  const [wish, setWish] = useState(empty);
  const create = useAct(act, () => t("created"));
  const ready = wish.auditor.trim() !== "" && wish.reason.trim().length >= 3;
  async function make() {
    const { auditor, reason } = wish;
    const done = await create.run({ ...wish, auditor: auditor.trim(), reason: reason.trim() });
    if (!done?.ok) return;
    setWish(empty);
    onMade(done.value.url);
  }
  const said = (name: "auditor" | "reason") => ({
    value: wish[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setWish({ ...wish, [name]: target.value }),
  });
  return (
    <form
      className="max-w-2xl space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <h3 className="font-serif">{t("new")}</h3>
      <Labelled label={t("name")}>
        {(id) => <input id={id} required maxLength={200} className={field} {...said("auditor")} />}
      </Labelled>
      <Labelled label={t("reason")}>
        {(id) => (
          <input
            {...{ id, minLength: 3, maxLength: 500 }}
            required
            className={field}
            {...said("reason")}
          />
        )}
      </Labelled>
      <div className="grid gap-4 sm:grid-cols-3">
        <MonthChoice
          label={t("first")}
          months={closed}
          value={wish.firstMonth}
          onChange={(firstMonth) =>
            setWish({ ...wish, firstMonth, lastMonth: later(firstMonth, wish.lastMonth) })
          }
        />
        <MonthChoice
          label={t("last")}
          months={closed.filter((one) => one >= wish.firstMonth)}
          value={wish.lastMonth}
          onChange={(lastMonth) => setWish({ ...wish, lastMonth })}
        />
        <Labelled label={t("days", { most: mostDays })}>
          {(id) => (
            <input
              {...{ id, type: "number", min: 1, max: mostDays, value: wish.days }}
              required
              onChange={({ target }) => setWish({ ...wish, days: Number(target.value) })}
              className={field}
            />
          )}
        </Labelled>
      </div>
      <button type="submit" disabled={create.busy || !ready} className={mainButton}>
        {t("create")}
      </button>
    </form>
  );
}

function later(first: string, last: string): string {
  return first > last ? first : last;
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <label htmlFor={id} className="block">
      <span className="block text-small text-muted">{label}</span>
      {children(id)}
    </label>
  );
}

type Choice = {
  label: string;
  months: string[];
  value: string;
  onChange: (month: string) => void;
};

function MonthChoice({ label, months, value, onChange }: Choice) {
  const locale = useLocale();
  return (
    <Labelled label={label}>
      {(id) => (
        <select
          id={id}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={field}
        >
          {months.map((month) => (
            <option key={month} value={month}>
              {monthName(month, locale)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { SavedView, ViewActs } from "./data";

type Props = { views: SavedView[]; search: string; acts: ViewActs };

/** Filters somebody wants again, under a name of their own. */
export function SavedViews({ views, search, acts }: Props) {
  const t = useTranslations("console.views");
  const id = useId();
  const [name, setName] = useState("");
  const save = useAct(acts.save, () => t("saved"));
  const remove = useAct(acts.remove, () => t("removed"));
  if (views.length === 0 && search === "") return null;
  return (
    <div className="-mt-4 mb-8 flex flex-wrap items-center gap-x-6 gap-y-2 text-small print:hidden">
      {views.length > 0 && (
        <ul aria-label={t("label")} className="flex flex-wrap items-center gap-x-6 gap-y-1">
          {views.map((view) => (
            <li key={view.id} className="flex items-center gap-2">
              <Link
                href={`/staff/customers${view.search}`}
                className="min-h-6 py-0.5 text-green underline underline-offset-4"
              >
                {view.name}
              </Link>
              <button
                type="button"
                aria-label={t("remove", { name: view.name })}
                disabled={remove.busy}
                onClick={() => void remove.run({ viewId: view.id })}
                className="min-h-6 min-w-6 text-muted hover:text-ink"
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {search !== "" && (
        <form
          className="flex flex-wrap items-center gap-x-3"
          onSubmit={async (event) => {
            event.preventDefault();
            if (name.trim() !== "") await save.run({ name: name.trim(), search });
            setName("");
          }}
        >
          <label htmlFor={id} className="text-muted">
            {t("keep")}
          </label>
          <input
            id={id}
            value={name}
            maxLength={60}
            required
            onChange={({ target }) => setName(target.value)}
            className="min-h-8 border border-muted bg-sheet px-2"
          />
          <button type="submit" disabled={save.busy} className={quietButton}>
            {t("save")}
          </button>
        </form>
      )}
    </div>
  );
}

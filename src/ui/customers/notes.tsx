"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Section } from "../section";
import { mainButton, quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import { When } from "../when";
import type { CustomerActs, Note } from "./data";

type Props = { account: string; notes: Note[]; zone: string; may: boolean; acts: CustomerActs };

/** ST8: what staff want one another to know, pinned notes first. No customer reads it. */
export function Notes({ account, notes, zone, may, acts }: Props) {
  const t = useTranslations("console.notes");
  const remove = useAct(acts.removeNote, () => t("removed"));
  return (
    <Section title={t("title")} className="mt-12">
      {notes.length === 0 && <p className="text-muted">{t("none")}</p>}
      <ul className="divide-y divide-rule">
        {notes.map(({ id, body, pinned, by, at }) => (
          <li key={id} className="py-2">
            <p className="whitespace-pre-wrap wrap-anywhere">
              {pinned && <span className="text-ochre">{t("pinned")} · </span>}
              {body}
            </p>
            <p className="text-small text-muted">
              {by} · <When at={at} zone={zone} as="instant" />
              {may && (
                <button
                  type="button"
                  disabled={remove.busy}
                  onClick={() => void remove.run({ account, noteId: id })}
                  className={`${quietButton} ms-4`}
                >
                  {t("remove")}
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
      {may ? (
        <NewNote account={account} acts={acts} />
      ) : (
        <p className="text-small">{t("mayNot")}</p>
      )}
    </Section>
  );
}

function NewNote({ account, acts }: Pick<Props, "account" | "acts">) {
  const t = useTranslations("console.notes");
  const id = useId();
  const [body, setBody] = useState("");
  const [pinned, setPinned] = useState(false);
  const add = useAct(acts.addNote, () => t("added"));
  return (
    <form
      className="mt-3 print:hidden"
      onSubmit={async (event) => {
        event.preventDefault();
        const done = await add.run({ account, body: body.trim(), pinned });
        if (done?.ok) setBody("");
      }}
    >
      <label htmlFor={id} className="mb-1 block text-small text-muted">
        {t("new")}
      </label>
      <textarea
        id={id}
        rows={2}
        maxLength={4000}
        required
        value={body}
        onChange={({ target }) => setBody(target.value)}
        className="block w-full border border-muted bg-paper px-3 py-2"
      />
      <p className="mt-2 flex flex-wrap items-center gap-x-6 gap-y-2">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={pinned}
            onChange={({ target }) => setPinned(target.checked)}
          />
          {t("pin")}
        </label>
        <button type="submit" disabled={add.busy || body.trim() === ""} className={mainButton}>
          {t("add")}
        </button>
      </p>
    </form>
  );
}

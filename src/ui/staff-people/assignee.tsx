"use client";

import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { askPlainly, useFound } from "../command/find";
import { Item } from "../command/items";
import { Dialog } from "../dialog";

type Person = { id: string; name: string; email: string };
type Found = { people: Person[]; more: boolean };

type Props = {
  label: string;
  now: { id: string; name: string } | null;
  busy: boolean;
  onChoose: (staffUserId: string | null) => void;
};

/** Whose something is: pressed, one of us is found by a part of the name or the address, or it becomes nobody's. */
export function Assignee({ label, now, busy, onChoose }: Props) {
  const t = useTranslations("staff.assignee");
  const [choosing, setChoosing] = useState(false);
  const name = now?.name ?? t("nobody");
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={`${label}: ${name}`}
        disabled={busy}
        onClick={() => setChoosing(true)}
        className="min-h-9 max-w-full border border-muted bg-paper px-3 text-start wrap-anywhere underline-offset-4 hover:underline disabled:text-muted print:hidden"
      >
        {name}
      </button>
      {choosing && (
        <Choose
          label={label}
          onClose={() => setChoosing(false)}
          onChoose={(id) => {
            setChoosing(false);
            onChoose(id);
          }}
        />
      )}
    </>
  );
}

const nobody: Found = { people: [], more: false };

/** The server finds and bounds them: the list hides nothing of what came. */
function Choose({
  label,
  onClose,
  onChoose,
}: Pick<Props, "label" | "onChoose"> & { onClose: () => void }) {
  const t = useTranslations("staff.assignee");
  const [text, setText] = useState("");
  const { state, found } = useFound(text.trim(), findPeople, nobody);
  return (
    <Dialog title={label} onClose={onClose}>
      <Command label={label} shouldFilter={false} loop className="outline-none">
        <Command.Input
          data-focus-first
          value={text}
          onValueChange={setText}
          maxLength={100}
          placeholder={t("placeholder")}
          className="block min-h-11 w-full border-b-2 border-green bg-transparent outline-none"
        />
        <Command.List label={t("found")} className="mt-2 max-h-80 overflow-y-auto">
          <Command.Empty className="px-2 py-3 text-muted">
            {t(state === "searching" ? "searching" : "none")}
          </Command.Empty>
          {found.people.map(({ id, name, email }) => (
            <Item key={id} value={id} onSelect={() => onChoose(id)}>
              {t("person", { name, email })}
            </Item>
          ))}
          {text.trim() === "" && (
            <Item value="nobody" onSelect={() => onChoose(null)}>
              {t("nobody")}
            </Item>
          )}
        </Command.List>
      </Command>
      {found.more && <p className="mt-3 text-small text-muted">{t("more")}</p>}
      {state === "failed" && (
        <p role="alert" className="mt-3 border-s-2 border-ochre ps-3 text-small">
          {t("failed")}
        </p>
      )}
    </Dialog>
  );
}

function findPeople(text: string, signal: AbortSignal): Promise<Found> {
  return askPlainly<Found>("staff.tasks.assignees", { text }, signal);
}

"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext } from "react";

export type PinnedNote = { id: string; body: string; by: string };

const Pinned = createContext<readonly PinnedNote[]>([]);

/** ST8: what staff want known of the customer a part of a page is about; every dialog opened in it says so. */
export function PinnedNotes({
  notes,
  children,
}: {
  notes: readonly PinnedNote[];
  children: ReactNode;
}) {
  return <Pinned value={notes}>{children}</Pinned>;
}

/** The notes, where there are any. Customers' pages have none. */
export function PinnedHere() {
  const notes = useContext(Pinned);
  return notes.length > 0 && <Words notes={notes} />;
}

function Words({ notes }: { notes: readonly PinnedNote[] }) {
  const t = useTranslations("refunds.pinned");
  return (
    <ul aria-label={t("title")} className="mb-4 border-s-2 border-ochre ps-4 text-small">
      {notes.map(({ id, body, by }) => (
        <li key={id} className="whitespace-pre-wrap wrap-anywhere">
          <span className="text-ochre">{t("pinned")}</span> · {by}: {body}
        </li>
      ))}
    </ul>
  );
}

"use client";

import { type ReactNode, useState } from "react";
import { quietButton } from "../settings/buttons";
import { useDownload } from "./use-download";

type Words = { zip: string; none: string; failed: string };

/** IL8: the documents one ticked, as one file; the boxes stand in the table that is its child. */
export function DocumentSelection({ words, children }: { words: Words; children: ReactNode }) {
  const { busy, download } = useDownload(words.failed);
  const [isEmpty, setEmpty] = useState(false);
  return (
    <form
      action="/api/export/documents"
      method="get"
      onChange={() => setEmpty(false)}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const ids = new FormData(form).getAll("invoice").map(String);
        setEmpty(ids.length === 0);
        if (ids.length === 0 || busy) return;
        download(`${form.action}?${new URLSearchParams(ids.map((id) => ["invoice", id]))}`);
      }}
    >
      {children}
      <p className="mt-3 flex flex-wrap items-baseline gap-x-4 text-small text-muted max-sm:hidden print:hidden">
        <button type="submit" aria-busy={busy} className={quietButton}>
          {words.zip}
        </button>
        <span aria-live="polite">{isEmpty ? words.none : null}</span>
      </p>
    </form>
  );
}

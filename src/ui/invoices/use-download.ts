"use client";

import { useState } from "react";
import { useToast } from "../toast";

/**
 * Fetches a file and hands it to the browser to keep. One that fails leaves the page as it is and says so,
 * with a way to ask again; without scripts the link or form does the same by itself.
 */
export function useDownload(failed: string): { busy: boolean; download: (href: string) => void } {
  const toast = useToast();
  const [busy, setBusy] = useState(false);

  async function run(href: string): Promise<void> {
    setBusy(true);
    const file = await fileAt(href).catch(() => null);
    setBusy(false);
    if (file) keep(file);
    else toast(failed, "failed", { retry: () => download(href) });
  }

  function download(href: string): void {
    run(href).catch(() => {});
  }

  return { busy, download };
}

type Download = { name: string; blob: Blob };

async function fileAt(href: string): Promise<Download | null> {
  const answer = await fetch(href);
  if (!answer.ok) return null;
  const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  return { name: named?.[1] ?? "document", blob: await answer.blob() };
}

function keep({ name, blob }: Download): void {
  const href = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  // The browser reads it after this turn; a minute is long enough for a slow disk.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

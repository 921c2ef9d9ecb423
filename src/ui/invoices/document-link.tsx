"use client";

import { smallLinkStyle } from "../credits-page/link-style";
import { useDownload } from "./use-download";

type Props = { href: string; text: string; label: string; failed: string };

/** IL5: a document, by a link that works without scripts too. */
export function DocumentLink({ href, text, label, failed }: Props) {
  const { busy, download } = useDownload(failed);
  return (
    <a
      href={href}
      aria-label={label}
      aria-busy={busy}
      className={smallLinkStyle}
      onClick={(event) => {
        // Another tab or window is the browser's own affair.
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        if (!busy) download(href);
      }}
    >
      {text}
    </a>
  );
}

"use client";

import { useSyncExternalStore } from "react";
import { lastResort } from "@/messages/last-resort";
import "./globals.css";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** Stands in for everything, the root layout included: no theme, no messages, nothing it could lack. */
export default function GlobalError({ error, retry: again }: Props) {
  const wishes = useSyncExternalStore(
    () => () => {},
    () => navigator.languages.join(","),
    () => "en",
  );
  const { language, title, text, id, retry } = lastResort([wishes]);
  return (
    <html lang={language} dir="ltr">
      <body className="bg-paper font-sans text-body text-ink antialiased">
        <main role="alert" className="mx-auto max-w-xl px-6 py-16">
          <h1 className="font-serif text-title">{title}</h1>
          <p className="mt-3 text-muted">{text}</p>
          {error.digest && (
            <p className="mt-3 text-muted">
              {id} <code className="text-ink">{error.digest}</code>
            </p>
          )}
          <button
            type="button"
            onClick={again}
            className="mt-6 min-h-11 bg-green px-5 text-on-green"
          >
            {retry}
          </button>
        </main>
      </body>
    </html>
  );
}

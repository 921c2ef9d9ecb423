import type { ReactNode } from "react";
import { LanguageChoice } from "./language";
import { TallyMark } from "./marks";

/** A page with one thing to say or to do: signing in, a link that no longer works. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-lg px-4 py-10 sm:py-20">
      <main>
        <p className="mb-5 flex items-center gap-2.5 font-serif text-title">
          <TallyMark className="h-5 w-6 text-green" />
          {"Tallybook"}
        </p>
        <div className="sheet px-6 py-8 sm:px-10">
          <h1 className="mb-5 font-serif text-title">{title}</h1>
          {children}
        </div>
      </main>
      <footer className="-mx-2 mt-4">
        <LanguageChoice />
      </footer>
    </div>
  );
}

export const actionStyle =
  "inline-flex min-h-11 items-center justify-center bg-green px-5 text-on-green hover:underline underline-offset-4";

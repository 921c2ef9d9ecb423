import type { ReactNode } from "react";
import { Brand } from "./brand";
import { LanguageChoice } from "./language";

/** A page with one thing to say or to do: signing in, a link that no longer works. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-lg px-4 py-10 sm:py-20">
      <main>
        <div className="mb-5">
          <Brand />
        </div>
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

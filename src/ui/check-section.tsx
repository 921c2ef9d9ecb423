"use client";

import { type ReactNode, useState } from "react";
import { Section } from "./section";
import { mainButton } from "./settings/buttons";
import type { Act } from "./settings/data";
import { useAct } from "./settings/use-act";

type Props<Input, Found> = {
  words: Record<"title" | "text" | "button" | "busy", string>;
  className: string;
  act: Act<Input, Found>;
  input: Input;
  /** A line for each thing that was looked at. */
  children: (found: Found) => ReactNode;
};

/** Looks anew, when asked to, whether something holds, and says what was found. */
export function CheckSection<Input, Found>({
  words,
  className,
  act,
  input,
  children,
}: Props<Input, Found>) {
  const { busy, run } = useAct(act, () => null);
  const [found, setFound] = useState<{ is: Found }>();
  return (
    <Section title={words.title} className={`${className} print:hidden`}>
      <p className="mb-4 max-w-prose text-muted">{words.text}</p>
      <button
        type="button"
        disabled={busy}
        className={mainButton}
        onClick={async () => {
          const done = await run(input);
          if (done?.ok) setFound({ is: done.value });
        }}
      >
        {busy ? words.busy : words.button}
      </button>
      <ul aria-live="polite" className="mt-4">
        {found && children(found.is)}
      </ul>
    </Section>
  );
}

export function CheckLine({ holds, children }: { holds: boolean; children: ReactNode }) {
  return (
    <li className={holds ? "" : "text-ochre"}>
      <span aria-hidden="true" className="me-1.5 text-small">
        {holds ? "●" : "▲"}
      </span>
      {children}
    </li>
  );
}

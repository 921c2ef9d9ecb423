"use client";

import { useEffect, useRef } from "react";
import { actionStyle } from "./action-style";

type Props = {
  action: string;
  fields: Record<string, string>;
  button: string;
  /** Posts itself as soon as a browser shows it; the button is for those without scripts. */
  auto?: boolean;
  /** What the address says instead, before anything is posted: for a code that works more than once. */
  hideAs?: string;
};

/** A form that carries a one-time code: the code is used by posting it, never by looking at the page. */
export function PostForm({ action, fields, button, auto = false, hideAs }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const posted = useRef(false);
  useEffect(() => {
    if (hideAs) window.history.replaceState(null, "", hideAs);
    if (!auto || posted.current) return;
    posted.current = true; // effects run twice in development; a code works once
    form.current?.submit();
  }, [auto, hideAs]);

  return (
    <form ref={form} action={action} method="post">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className={actionStyle}>
        {button}
      </button>
    </form>
  );
}

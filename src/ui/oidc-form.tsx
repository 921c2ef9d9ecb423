"use client";

import { type FormEvent, useState } from "react";
import { actionStyle } from "./notice";

/** Starts an OpenID sign-in. next-auth wants its own token with the form, and hands it to scripts only. */
export function OidcForm({ action, provider }: { action: string; provider: string }) {
  const [failed, setFailed] = useState(false);

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const answer = await fetch("/api/auth/csrf").catch(() => undefined);
    if (!answer?.ok) return setFailed(true);
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    const field = form.elements.namedItem("csrfToken");
    if (field instanceof HTMLInputElement) field.value = csrfToken;
    form.submit();
  }

  return (
    <form action={action} method="post" onSubmit={(event) => void start(event)}>
      <input type="hidden" name="csrfToken" defaultValue="" />
      <button type="submit" className={actionStyle}>
        Continue with {provider}
      </button>
      {failed && <p role="alert">That did not work. Try again in a moment.</p>}
    </form>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { actionStyle } from "./action-style";

/**
 * Starts an OpenID sign-in. next-auth hands its token to scripts only, and the way leads to another
 * site, where our content policy lets no form go: so it is asked for, then followed.
 */
export function OidcForm({ action, provider }: { action: string; provider: string }) {
  const t = useTranslations("signIn");
  const [failed, setFailed] = useState(false);

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    try {
      window.location.assign(await providerAddress(action));
    } catch {
      setFailed(true);
    }
  }

  return (
    <form onSubmit={(event) => void start(event)}>
      <button type="submit" className={actionStyle}>
        {t("continueWith", { provider })}
      </button>
      {failed && (
        <p role="alert" className="mt-3">
          {t("failed")}
        </p>
      )}
    </form>
  );
}

async function providerAddress(action: string): Promise<string> {
  const { csrfToken } = await json<{ csrfToken: string }>(fetch("/api/auth/csrf"));
  const body = new URLSearchParams({ csrfToken, json: "true" });
  const { url } = await json<{ url: string }>(fetch(action, { method: "POST", body }));
  return url;
}

async function json<T>(asked: Promise<Response>): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
  return (await answer.json()) as T;
}

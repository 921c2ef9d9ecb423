"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { signInAgainHref } from "../sign-in-again";
import { useToast } from "../toast";
import type { Act, Done } from "./data";

/** The refusals that have a sentence of their own. */
const known = [
  "alert_rule_exists",
  "too_many_alert_rules",
  "already_member",
  "last_owner",
  "last_admin",
  "last_payment_method",
  "forbidden",
  "not_found",
  "rate_limited",
  "invalid_input",
  "unauthorized",
  "own_request",
  "refund_changed",
  "refund_not_open",
  "dispute_not_open",
  "month_not_ready",
  "retry_later",
  "sign_in_again",
] as const;

/**
 * Asks something of the server once at a time, says in a toast what came of it, and reads the page anew:
 * also after a refusal, as that mostly means that the page was old.
 */
export function useAct<Input, Value>(
  act: Act<Input, Value>,
  said: (value: Value) => string | null,
) {
  const router = useRouter();
  const toast = useToast();
  const t = useTranslations("settings.refused");
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  async function run(input: Input): Promise<Done<Value> | undefined> {
    if (running.current) return undefined; // a double click is one wish
    running.current = true;
    setBusy(true);
    const done = await act(input);
    running.current = false;
    setBusy(false);
    if (done.ok) {
      const text = said(done.value);
      if (text) toast(text);
    } else {
      const code = known.find((one) => one === done.code);
      const link =
        code === "sign_in_again" ? { href: signInAgainHref, text: t("signInAgain") } : undefined;
      toast(code ? t(code) : t("other", { id: done.id }), "failed", { link });
    }
    router.refresh();
    return done;
  }

  return { busy, run };
}

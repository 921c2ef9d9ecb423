"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { quietButton } from "../settings/buttons";
import type { Said } from "./data";

type Props = { act: () => Promise<Said<unknown>> };

const everyMs = 2_000;
const patienceMs = 60_000;

/** Pays what a change waits for; then looks until what was paid for is there, and no balance is guessed. */
export function PayNow({ act }: Props) {
  const t = useTranslations("plan");
  const router = useRouter();
  const [state, setState] = useState<"open" | "busy" | "paid" | "late" | "failed">("open");

  useEffect(() => {
    if (state !== "paid") return undefined;
    const timer = setInterval(() => router.refresh(), everyMs);
    const end = setTimeout(() => setState("late"), patienceMs);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [state, router]);

  async function pay() {
    if (state === "busy") return;
    setState("busy");
    const said = await act();
    setState(said.ok ? "paid" : "failed");
    router.refresh();
  }

  if (state === "paid") return <span role="status">{t("waiting.arriving")}</span>;
  if (state === "late") return <span role="status">{t("waiting.late")}</span>;
  return (
    <>
      <button
        type="button"
        disabled={state === "busy"}
        onClick={() => void pay()}
        className={quietButton}
      >
        {state === "busy" ? t("pay.busy") : t("pay.button")}
      </button>
      {state === "failed" && <span role="alert">{t("pay.failed")}</span>}
    </>
  );
}

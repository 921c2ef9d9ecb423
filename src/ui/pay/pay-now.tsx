"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Said } from "../preview/data";
import { mainButton, quietButton } from "../settings/buttons";

type Props = {
  act: () => Promise<Said<unknown>>;
  /** Whether credits come with the money. */
  brings: "credits" | "nothing";
  /** Where paying is what comes next. */
  main?: boolean;
};

const everyMs = 2_000;
const patienceMs = 60_000;

type State = "open" | "busy" | "paid" | "already" | "failed";

/** Pays an invoice; then looks until what was paid for is there, and no balance is guessed (G13). */
export function PayNow({ act, brings, main = false }: Props) {
  const t = useTranslations("pay");
  const router = useRouter();
  const [state, setState] = useState<State>("open");

  async function pay() {
    if (state === "busy") return; // a double click is one wish
    setState("busy");
    const said = await act();
    setState(said.ok ? "paid" : said.code === "invoice_not_payable" ? "already" : "failed");
    router.refresh();
  }

  if (state === "paid") return <Arriving brings={brings} />;
  return (
    <>
      <button
        type="button"
        data-focus-first=""
        disabled={state === "busy"}
        onClick={() => void pay()}
        className={main ? mainButton : quietButton}
      >
        {state === "busy" ? t("busy") : t("button")}
      </button>
      {(state === "failed" || state === "already") && <span role="alert">{t(state)}</span>}
    </>
  );
}

/** Paid, and what comes of it is not there yet: the page is looked at again until it is. */
export function Arriving({ brings }: Pick<Props, "brings">) {
  const t = useTranslations("pay");
  const router = useRouter();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), everyMs);
    const end = setTimeout(() => {
      clearInterval(timer);
      setLate(true);
    }, patienceMs);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [router]);
  return (
    <span role="status">{isLate ? t("late") : t(brings === "credits" ? "arriving" : "paid")}</span>
  );
}

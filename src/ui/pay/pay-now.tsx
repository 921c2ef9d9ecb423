"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { failureReason } from "@/lib/failure-reason";
import { useLookAgain } from "../look-again";
import type { Said } from "../preview/data";
import { mainButton, quietButton } from "../settings/buttons";

/** What came of a try to pay: `url` is where the customer goes on, with another card or to prove who they are. */
export type Paid = {
  outcome: "paid" | "declined" | "to_prove" | "at_page" | "being_confirmed";
  url: string | null;
  failure: { code: string; declineCode: string | null } | null;
};

type Props = {
  act: () => Promise<Said<Paid>>;
  /** Whether credits come with the money. */
  brings: "credits" | "nothing";
  /** Where paying is what comes next. */
  main?: boolean;
};

type State = "open" | "busy" | "leaving" | "paid" | "already" | "failed" | Paid;

/** Pays an invoice; then looks until what was paid for is there, and no balance is guessed (G13). */
export function PayNow({ act, brings, main = false }: Props) {
  const t = useTranslations("pay");
  const router = useRouter();
  const [state, setState] = useState<State>("open");

  async function pay() {
    if (state === "busy") return; // a double click is one wish
    setState("busy");
    const said = await act();
    const next = stateOf(said);
    setState(next);
    if (next === "leaving" && said.ok && said.value.url) {
      // The processor's own page: card numbers and proofs are told there and never here.
      window.location.assign(said.value.url);
      return;
    }
    router.refresh();
  }

  if (state === "paid") return <Arriving brings={brings} />;
  return (
    <>
      <button
        type="button"
        data-focus-first=""
        disabled={state === "busy" || state === "leaving"}
        onClick={() => void pay()}
        className={main ? mainButton : quietButton}
      >
        {state === "busy" || state === "leaving" ? t(state) : t("button")}
      </button>
      {(state === "failed" || state === "already") && <span role="alert">{t(state)}</span>}
      {typeof state === "object" && <NotPaid of={state} />}
    </>
  );
}

function stateOf(said: Said<Paid>): State {
  if (!said.ok) return said.code === "invoice_not_payable" ? "already" : "failed";
  const { outcome, url } = said.value;
  if (outcome === "paid") return "paid";
  const goesOn = (outcome === "to_prove" || outcome === "at_page") && url !== null;
  return goesOn ? "leaving" : said.value;
}

/** A card that was refused, and the way to another; or an answer that has not come yet. */
function NotPaid({ of: { outcome, url, failure } }: { of: Paid }) {
  const t = useTranslations("pay");
  if (outcome !== "declined") return <span role="status">{t("confirming")}</span>;
  const reason = failure ? failureReason(failure.code, failure.declineCode) : "other";
  return (
    <span role="alert">
      {t("declined", { reason })}{" "}
      {url && (
        <a href={url} className="text-green underline underline-offset-4">
          {t("otherCard")}
        </a>
      )}
    </span>
  );
}

/** Paid, and what comes of it is not there yet: the page is looked at again until it is. */
export function Arriving({ brings }: Pick<Props, "brings">) {
  const t = useTranslations("pay");
  const { isLate } = useLookAgain();
  return (
    <span role="status">{isLate ? t("late") : t(brings === "credits" ? "arriving" : "paid")}</span>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Credits } from "../credits";
import { PinnedHere } from "../pinned";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { AdjustActs, Shown } from "./data";

type Props = {
  account: string;
  shown: Shown & { key: string };
  act: AdjustActs["request"];
  onDone: () => void;
};

const told = ["granted", "taken_back", "repaid"] as const;

/** What would be booked, and why: nothing moves before a reason is given. */
export function ConfirmAdjustment({ account, shown, act, onDone }: Props) {
  const t = useTranslations("console.adjust");
  const id = useId();
  const [reason, setReason] = useState("");
  const request = useAct(act, ({ status }) => t(status === "waiting" ? "isWaiting" : "isBooked"));
  const { before, after, movements } = shown.credits;
  async function book() {
    const { quoteId, key: idempotencyKey } = shown;
    await request.run({ account, quoteId, reason: reason.trim(), idempotencyKey });
    onDone();
  }
  return (
    <form
      className="mt-6 max-w-3xl border-s-2 border-green ps-4"
      onSubmit={(event) => {
        event.preventDefault();
        void book();
      }}
    >
      <PinnedHere />
      <p>
        {t("available")} <Credits of={before} />
        {" → "}
        <Credits of={after} />
      </p>
      <ul className="mb-4 text-muted">
        {movements.map(({ kind, credits, grantId }) => (
          <li key={`${kind}${grantId}`}>
            {t(`moved.${told.find((one) => one === kind) ?? "granted"}`)} <Credits of={credits} />
          </li>
        ))}
      </ul>
      <label htmlFor={id} className="block text-small text-muted">
        {t("reason")}
      </label>
      <input
        id={id}
        required
        minLength={3}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        className={field}
      />
      {shown.waits && <p className="mt-2">{t("waits")}</p>}
      <p className="mt-4">
        <button
          type="submit"
          disabled={request.busy || reason.trim().length < 3}
          className={mainButton}
        >
          {t(shown.waits ? "ask" : "book")}
        </button>
      </p>
    </form>
  );
}

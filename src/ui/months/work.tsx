"use client";

import { useLocale, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Dialog } from "../dialog";
import { useLookAgain } from "../look-again";
import { field, quietButton } from "../settings/buttons";
import { Choice, Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { type ListedMonth, type MonthActs, monthName } from "./data";

/** Closing a month: asked once more, since only an administrator undoes it. */
export function CloseMonth({ month, acts }: { month: string; acts: MonthActs }) {
  const t = useTranslations("months.close");
  const name = monthName(month, useLocale());
  const close = useAct(acts.close, () => t("begun"));
  return (
    <Confirm
      main
      button={t("button", { month: name })}
      title={t("title", { month: name })}
      text={t("text")}
      confirm={t("confirm")}
      busy={close.busy}
      onConfirm={() => close.run({ month })}
    />
  );
}

/** How far the accounts have followed; looks again by itself. */
export function MonthProgress({ of: { status, accountsLeft } }: { of: ListedMonth }) {
  const t = useTranslations("months.progress");
  const { isLate } = useLookAgain();
  const left = accountsLeft ?? 0;
  return (
    <div role="status" aria-live="polite" className="mb-10 border-s-2 border-strong ps-4">
      <p>{t(status === "reopening" ? "reopening" : "closing", { left })}</p>
      {isLate && <p className="text-small text-muted">{t("late")}</p>}
    </div>
  );
}

/** Opening the last closed month again, for a reason. */
export function ReopenMonth({ month, acts }: { month: string; acts: MonthActs }) {
  const t = useTranslations("months.reopen");
  const name = monthName(month, useLocale());
  const id = useId();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const reopen = useAct(acts.reopen, () => t("begun"));
  async function go() {
    await reopen.run({ month, reason: reason.trim() });
    setAsking(false);
  }
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
        className={quietButton}
      >
        {t("button")}
      </button>
      {asking && (
        <Dialog title={t("title", { month: name })} onClose={() => setAsking(false)}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void go();
            }}
          >
            <p className="mb-4">{t("text")}</p>
            <label htmlFor={id} className="block text-small text-muted">
              {t("why")}
            </label>
            <input
              id={id}
              data-focus-first
              required
              minLength={3}
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
              className={field}
            />
            <Choice confirm={t("confirm")} busy={reopen.busy} onCancel={() => setAsking(false)}>
              {(words, style) => (
                <button
                  type="submit"
                  disabled={reopen.busy || reason.trim().length < 3}
                  className={style}
                >
                  {words}
                </button>
              )}
            </Choice>
          </form>
        </Dialog>
      )}
    </>
  );
}

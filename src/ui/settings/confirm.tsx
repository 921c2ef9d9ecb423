"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Dialog } from "../dialog";
import { mainButton, quietButton } from "./buttons";

type Props = {
  /** The button that asks, and what it is called where its row is not seen. */
  button: string;
  label?: string;
  title: string;
  text: string;
  confirm: string;
  /** Whether the row it stands in is for it: then a key presses it, too (ST7). */
  act?: boolean;
  /** Whether the page is for it: then it looks like that. */
  main?: boolean;
  busy: boolean;
  onConfirm: () => Promise<unknown>;
};

/** A button for what is not easily undone: it says what will happen, and asks. */
export function Confirm({
  button,
  label,
  title,
  text,
  confirm,
  act,
  main,
  busy,
  onConfirm,
}: Props) {
  const [asking, setAsking] = useState(false);
  async function go() {
    await onConfirm();
    setAsking(false);
  }
  return (
    <>
      <button
        type="button"
        aria-label={label}
        aria-haspopup="dialog"
        data-act={act}
        onClick={() => setAsking(true)}
        className={main ? mainButton : quietButton}
      >
        {button}
      </button>
      {asking && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <p>{text}</p>
          <Choice confirm={confirm} busy={busy} onCancel={() => setAsking(false)}>
            {(words, style) => (
              <button type="button" disabled={busy} onClick={() => void go()} className={style}>
                {words}
              </button>
            )}
          </Choice>
        </Dialog>
      )}
    </>
  );
}

type ChoiceProps = {
  confirm: string;
  busy: boolean;
  onCancel: () => void;
  children: (words: string, style: string) => ReactNode;
};

/** The end of a dialog: do it, or leave it. */
export function Choice({ confirm, busy, onCancel, children }: ChoiceProps) {
  const t = useTranslations("settings");
  return (
    <p className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-3">
      {children(busy ? t("working") : confirm, mainButton)}
      <button type="button" onClick={onCancel} className={quietButton}>
        {t("cancel")}
      </button>
    </p>
  );
}

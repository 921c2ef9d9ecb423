"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Dialog } from "../dialog";
import { field, mainButton, quietButton } from "../settings/buttons";

type Props = { secret: string; onClose: () => void; of?: "endpoint" | "key" | "auditor" };

const words = {
  endpoint: { title: "title", text: "text", label: "label" },
  key: { title: "keyTitle", text: "keyText", label: "label" },
  auditor: { title: "auditorTitle", text: "auditorText", label: "auditorLabel" },
} as const;

/** A secret, this once. */
export function SecretDialog({ secret, onClose, of = "endpoint" }: Props) {
  const t = useTranslations("webhooks.secret");
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<"copied" | "notCopied" | null>(null);
  async function copy() {
    input.current?.select();
    // Without https or a permission a browser has no clipboard to give.
    const done = navigator.clipboard?.writeText(secret).then(
      () => true,
      () => false,
    );
    setCopied((await done) ? "copied" : "notCopied");
  }
  return (
    <Dialog title={t(words[of].title)} onClose={onClose}>
      <p>{t(words[of].text)}</p>
      <label className="mt-4 block">
        <span className="block text-small text-muted">{t(words[of].label)}</span>
        <input
          ref={input}
          data-focus-first
          readOnly
          value={secret}
          spellCheck={false}
          autoComplete="off"
          onFocus={({ target }) => target.select()}
          className={`${field} font-mono text-small`}
        />
      </label>
      <p className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-3">
        <button type="button" onClick={() => void copy()} className={mainButton}>
          {t("copy")}
        </button>
        <button type="button" onClick={onClose} className={quietButton}>
          {t("done")}
        </button>
        <span role="status" className="text-small text-muted">
          {copied && t(copied)}
        </span>
      </p>
    </Dialog>
  );
}

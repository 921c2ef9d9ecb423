"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Said } from "../preview/data";
import { newKey } from "../preview/new-key";
import { quietButton } from "../settings/buttons";
import { useToast } from "../toast";

type Props = { act: (idempotencyKey: string) => Promise<Said<unknown>> };

/** PC7: the way back from what still waits. */
export function Undo({ act }: Props) {
  const t = useTranslations("plan");
  const router = useRouter();
  const toast = useToast();
  const [key] = useState(newKey);
  const [busy, setBusy] = useState(false);

  async function undo() {
    if (busy) return;
    setBusy(true);
    const said = await act(key);
    setBusy(false);
    if (said.ok) toast(t("undo.done"));
    else if (said.code === "nothing_scheduled") toast(t("refused.nothing_scheduled"), "failed");
    else toast(t("refused.other", { id: said.id }), "failed");
    router.refresh();
  }

  return (
    <button type="button" disabled={busy} onClick={() => void undo()} className={quietButton}>
      {busy ? t("undo.busy") : t("undo.button")}
    </button>
  );
}

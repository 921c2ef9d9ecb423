"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Said } from "../preview/data";
import { quietButton } from "../settings/buttons";
import { useToast } from "../toast";

/** The way back from an order nobody paid: the same credits can be ordered again, so it asks nothing first. */
export function TakeBack({ act }: { act: () => Promise<Said<unknown>> }) {
  const t = useTranslations("pay.takeBack");
  const router = useRouter();
  const toast = useToast();
  const [busy, setBusy] = useState(false);

  async function takeBack() {
    if (busy) return;
    setBusy(true);
    const said = await act();
    setBusy(false);
    if (said.ok) toast(t("done"));
    else toast(t(said.code === "invoice_not_endable" ? "ended" : "failed"), "failed");
    router.refresh();
  }

  return (
    <button type="button" disabled={busy} onClick={() => void takeBack()} className={quietButton}>
      {busy ? t("busy") : t("button")}
    </button>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { quietButton } from "../settings/buttons";
import type { Act } from "../settings/data";
import { useAct } from "../settings/use-act";

/** Takes a fired alert off the overview, for everybody of the account. */
export function Dismiss({
  firingId,
  act,
}: {
  firingId: string;
  act: Act<{ firingId: string }, unknown>;
}) {
  const t = useTranslations("alerts");
  const { busy, run } = useAct(act, () => t("dismissed"));
  return (
    <button
      type="button"
      disabled={busy}
      onClick={() => void run({ firingId })}
      className={quietButton}
    >
      {t("dismiss")}
    </button>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { DisputeActs, DisputeRow } from "./data";

type Props = { of: DisputeRow; me: string; may: boolean; act: DisputeActs["assign"] };

/** Who sees to it: whoever says so. */
export function Assign({ of, me, may, act }: Props) {
  const t = useTranslations("disputes.assign");
  const mine = of.assignedTo?.userId === me;
  const assign = useAct(act, () => t(mine ? "isNobodys" : "isMine"));
  return (
    <p className="mb-6 flex flex-wrap items-baseline gap-x-4">
      <span>{of.assignedTo ? t("by", { name: of.assignedTo.name }) : t("nobody")}</span>
      {may && (
        <button
          type="button"
          disabled={assign.busy}
          onClick={() => void assign.run({ disputeId: of.disputeId, mine: !mine })}
          className={quietButton}
        >
          {t(mine ? "leave" : "take")}
        </button>
      )}
    </p>
  );
}

import { useTranslations } from "next-intl";
import { Marked } from "../marked";
import type { RefundStatus } from "./data";

const shown = {
  requested: { mark: "◔", tone: "text-ochre" },
  rejected: { mark: "×", tone: "text-muted" },
  reserved: { mark: "◐", tone: "text-ink" },
  undone: { mark: "×", tone: "text-muted" },
  calling: { mark: "◐", tone: "text-ink" },
  unknown: { mark: "◔", tone: "text-ochre" },
  succeeded: { mark: "●", tone: "text-green" },
  failed: { mark: "▲", tone: "text-ochre" },
  returned: { mark: "▲", tone: "text-ochre" },
} as const;

/** Where a refund stands, in plain words. */
export function RefundState({ of, asksPerson }: { of: RefundStatus; asksPerson: boolean }) {
  const t = useTranslations("refunds.state");
  return <Marked of={shown[of]}>{t(of === "unknown" && asksPerson ? "asksPerson" : of)}</Marked>;
}

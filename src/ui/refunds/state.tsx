import { useTranslations } from "next-intl";
import type { RefundStatus } from "./data";

/** A mark beside the word, never a colour alone. */
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
  const { mark, tone } = shown[of];
  return (
    <span className={`whitespace-nowrap ${tone}`}>
      <span aria-hidden="true" className="me-1.5 text-small">
        {mark}
      </span>
      {t(of === "unknown" && asksPerson ? "asksPerson" : of)}
    </span>
  );
}

import { useTranslations } from "next-intl";
import { Marked } from "./marked";

/** How loud a status is. */
const shown = {
  active: { mark: "●", tone: "text-green" },
  trial: { mark: "◐", tone: "text-green" },
  draft: { mark: "○", tone: "text-muted" },
  upcoming: { mark: "○", tone: "text-muted" },
  issued: { mark: "◐", tone: "text-ink" },
  carried: { mark: "◔", tone: "text-muted" },
  overdue: { mark: "▲", tone: "text-ochre" },
  paid: { mark: "●", tone: "text-green" },
  credited: { mark: "●", tone: "text-green" },
  refunded: { mark: "◌", tone: "text-muted" },
  partly_refunded: { mark: "◑", tone: "text-muted" },
  disputed: { mark: "▲", tone: "text-ochre" },
  void: { mark: "×", tone: "text-muted" },
  uncollectible: { mark: "×", tone: "text-muted" },
} as const;

export type StatusName = keyof typeof shown;

/** The status of anything, everywhere it is shown. */
export function Status({ of }: { of: StatusName }) {
  const t = useTranslations("common.status");
  return <Marked of={shown[of]}>{t(of)}</Marked>;
}

import { useTranslations } from "next-intl";
import { Marked } from "../marked";
import type { EventStatus } from "./data";

const shown = {
  stored: { mark: "◔", tone: "text-ink" },
  waiting: { mark: "◐", tone: "text-ink" },
  kept: { mark: "○", tone: "text-muted" },
  done: { mark: "●", tone: "text-green" },
  dead: { mark: "×", tone: "text-ochre" },
  ignored: { mark: "○", tone: "text-muted" },
} as const;

/** What became of an event. */
export function EventState({ of }: { of: EventStatus }) {
  const t = useTranslations("staff.status");
  return <Marked of={shown[of]}>{t(of)}</Marked>;
}

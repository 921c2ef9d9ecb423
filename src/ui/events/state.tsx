import { useTranslations } from "next-intl";
import type { EventStatus } from "./data";

const shown = {
  stored: { mark: "◔", tone: "text-ink" },
  waiting: { mark: "◐", tone: "text-ink" },
  kept: { mark: "○", tone: "text-muted" },
  done: { mark: "●", tone: "text-green" },
  dead: { mark: "×", tone: "text-ochre" },
  ignored: { mark: "○", tone: "text-muted" },
} as const;

/** What became of an event: a mark beside its word, never a colour alone. */
export function EventState({ of }: { of: EventStatus }) {
  const t = useTranslations("staff.status");
  const { mark, tone } = shown[of];
  return (
    <span className={`whitespace-nowrap ${tone}`}>
      <span aria-hidden="true" className="me-1.5 text-small">
        {mark}
      </span>
      {t(of)}
    </span>
  );
}

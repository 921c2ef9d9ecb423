import { useTranslations } from "next-intl";
import { Marked } from "../marked";
import { When } from "../when";
import type { ListedMonth } from "./data";

/** How a month stands, in a word beside its mark; of one that runs until when. */
export function MonthState({
  of: { status, end, changed },
  zone,
}: {
  of: ListedMonth;
  zone: string;
}) {
  const t = useTranslations("months");
  return (
    <>
      <Marked of={marks[status]}>{t(`status.${status}`)}</Marked>
      {status === "open" && !changed && (
        <span className="block text-small text-muted">
          {t.rich("running", { time: () => <When at={end} zone={zone} as="instant" /> })}
        </span>
      )}
    </>
  );
}

const marks = {
  open: { mark: "○", tone: "text-muted" },
  closing: { mark: "◐", tone: "text-ink" },
  closed: { mark: "●", tone: "text-green" },
  reopening: { mark: "◐", tone: "text-ochre" },
} as const;

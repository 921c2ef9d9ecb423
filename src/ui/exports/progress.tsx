"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { mainButton, quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import { type ExportActs, type ExportRow, isBegun } from "./data";
import { FileSize, StatusWord } from "./parts";

type Props = { of: ExportRow; acts: Pick<ExportActs, "get" | "cancel"> };

const everyMs = 1_000;

/** How far a file is: looked at every second until it is over, then the file. */
export function ExportProgress({ of, acts }: Props) {
  const t = useTranslations("console.exports");
  const [seen, setSeen] = useState(of);
  const isOpen = isBegun(seen);
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(async () => {
      const looked = await acts.get({ id: of.id });
      if (looked.ok) setSeen(looked.value);
    }, everyMs);
    return () => clearInterval(timer);
  }, [isOpen, acts, of.id]);
  const cancel = useAct(acts.cancel, () => t("cancelledNow"));
  return (
    <div className="max-w-prose">
      {isOpen && <Bar of={seen} />}
      <p className="mt-2">
        <Figures of={seen} />
      </p>
      <p role="status" className="mt-2 font-serif text-title">
        <StatusWord of={seen.status} />
      </p>
      {seen.status === "failed" && <p>{t("failedWhy", { id: seen.error ?? "–" })}</p>}
      {seen.status === "done" && (
        <p className="mt-4">
          <a href={`/staff/exports/${seen.id}/file`} download className={mainButton}>
            {t("download")}
          </a>
        </p>
      )}
      {isOpen && (
        <button
          type="button"
          disabled={cancel.busy}
          className={`${quietButton} mt-4`}
          onClick={async () => {
            const done = await cancel.run({ id: of.id });
            if (done?.ok) setSeen(done.value);
          }}
        >
          {t("cancel")}
        </button>
      )}
    </div>
  );
}

/** Its width says no more than the words below it. */
function Bar({ of: { rowsDone, rowsExpected } }: { of: ExportRow }) {
  const t = useTranslations("console.exports");
  return rowsExpected === null ? (
    <progress aria-label={t("progress")} className="h-2 w-full accent-green" />
  ) : (
    <progress
      aria-label={t("progress")}
      max={Math.max(Number(rowsExpected), 1)}
      value={Math.min(Number(rowsDone), Number(rowsExpected))}
      className="h-2 w-full accent-green"
    />
  );
}

export function Figures({ of: { rowsDone, rowsExpected, bytes, status } }: { of: ExportRow }) {
  const t = useTranslations("console.exports");
  const format = useFormatter();
  const done = format.number(rowsDone);
  const isOver = status === "done" || status === "expired" || rowsExpected === null;
  return (
    <span className="tabular-nums">
      {isOver
        ? t("rows", { rows: Number(rowsDone) })
        : t("rowsOf", { done, expected: format.number(rowsExpected) })}
      {bytes > 0n && (
        <>
          {" · "}
          <FileSize bytes={bytes} />
        </>
      )}
    </span>
  );
}

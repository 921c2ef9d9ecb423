"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Section } from "../section";
import { quietButton } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import type { EventActs } from "./data";

type Props = { eventId: string; mayReplay: boolean; acts: EventActs };

/** Looking at what an event would do now, and having it done. */
export function EventActions({ eventId, mayReplay, acts }: Props) {
  const t = useTranslations("staff.replay");
  const { busy, run } = useAct(acts.replay, ({ replayed }) => t("done", { count: replayed }));
  return (
    <Section title={t("title")} className="print:hidden">
      <DryRun eventId={eventId} act={acts.dryRun} />
      {mayReplay ? (
        <p className="mt-3">
          <Confirm
            button={t("again")}
            title={t("dialog.title")}
            text={t("dialog.text")}
            confirm={t("again")}
            busy={busy}
            onConfirm={() => run({ eventId })}
          />
        </p>
      ) : (
        <p className="mt-3 text-small text-muted">{t("mayNot")}</p>
      )}
    </Section>
  );
}

function DryRun({ eventId, act }: { eventId: string; act: EventActs["dryRun"] }) {
  const t = useTranslations("staff.replay");
  const [found, setFound] = useState<Awaited<ReturnType<typeof run>>>();
  const { busy, run } = useAct(act, () => null);
  return (
    <>
      <button
        type="button"
        disabled={busy}
        onClick={async () => setFound(await run({ eventId }))}
        className={quietButton}
      >
        {t("dryRun")}
      </button>
      <div aria-live="polite">
        {found?.ok && (
          <>
            <p className="mt-2">{t(`would.${found.value.result}`)}</p>
            <Touched rows={found.value.touched} />
          </>
        )}
      </div>
    </>
  );
}

/** The rows an event moves, as people read them. */
export function Touched({ rows }: { rows: string[] }) {
  if (rows.length === 0) return null;
  return (
    <ul className="text-small wrap-anywhere">
      {rows.map((row) => (
        <li key={row}>
          <code>{row}</code>
        </li>
      ))}
    </ul>
  );
}

/** Has everything that was given up worked again: told how many before, and how many it was. */
export function ReplayDead({ count, act }: { count: number; act: EventActs["replayDead"] }) {
  const t = useTranslations("staff.replay");
  const { busy, run } = useAct(act, ({ replayed }) => t("done", { count: replayed }));
  return (
    <p className="mt-4">
      <Confirm
        button={t("all", { count })}
        title={t("allDialog", { count })}
        text={t("dialog.text")}
        confirm={t("again")}
        busy={busy}
        onConfirm={() => run(undefined)}
      />
    </p>
  );
}

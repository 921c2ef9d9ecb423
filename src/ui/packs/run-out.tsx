"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Said } from "../preview/data";
import { When } from "../when";
import type { PackActs, RunOut } from "./data";

type Props = { quoteId: string | null; act: PackActs["runOut"]; zone: string };

/** CP2: when credits run out as it is, and with what is bought. Waits and fails on its own. */
export function RunOutNote({ quoteId, act, zone }: Props) {
  const t = useTranslations("packs.runOut");
  const [told, setTold] = useState<Said<RunOut> | null>(null);
  useEffect(() => {
    if (!quoteId) return undefined;
    let isCurrent = true;
    void act(quoteId).then((said) => isCurrent && setTold(said));
    return () => {
      isCurrent = false;
    };
  }, [quoteId, act]);

  return (
    <div className="mt-4 border-t border-rule pt-3 text-small">
      {told === null ? (
        <div className="waiting h-16" />
      ) : told.ok ? (
        <Told of={told.value} zone={zone} />
      ) : (
        <p className="text-muted">{t("failed")}</p>
      )}
    </div>
  );
}

function Told({ of, zone }: { of: RunOut; zone: string }) {
  const t = useTranslations("packs.runOut");
  const { days, fewestDays } = of;
  if (days === null) return <p className="text-muted">{t("tooEarly", { days: fewestDays })}</p>;
  return (
    <>
      <p className="text-muted">{t("title", { days })}</p>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-muted">{t("now")}</dt>
        <dd>{of.isEmpty ? t("empty") : <Until of={of} end={of.before} zone={zone} />}</dd>
        <dt className="text-muted">{t("then")}</dt>
        <dd>
          <Until of={of} end={of.after} zone={zone} />
        </dd>
      </dl>
    </>
  );
}

type UntilProps = { of: RunOut; end: RunOut["before"]; zone: string };

function Until({ of: { until, renews }, end, zone }: UntilProps) {
  const t = useTranslations("packs.runOut");
  if (end) return t.rich(end.by, { time: () => <When at={end.at} zone={zone} /> });
  if (!renews) return t("long");
  return t.rich("period", { time: () => <When at={until} zone={zone} /> });
}

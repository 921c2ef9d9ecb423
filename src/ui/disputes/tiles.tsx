import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { numberLocale } from "@/messages/locales";
import { Amount } from "../amount";
import { formatCredits } from "../credits";
import type { DisputeFigures } from "./data";
import { Reason } from "./state";

/** A part of a whole in percent, to two places; undefined of nothing. */
export function usePercent(): (part: bigint, whole: bigint) => string | undefined {
  const options = { style: "percent", maximumFractionDigits: 2 } as const;
  const format = new Intl.NumberFormat(numberLocale(useLocale()), options);
  return (part, whole) =>
    whole === 0n ? undefined : format.format(`${(part * 1_000_000n) / whole}E-6` as `${number}`);
}

/** DQ4, DQ8: what disputes cost, how often they come, and how they end by reason. */
export function DisputeTiles({ of }: { of: DisputeFigures }) {
  const t = useTranslations("disputes.tiles");
  const locale = useLocale();
  const percent = usePercent();
  const ratio = percent(of.disputed, of.charges);
  const counts = {
    disputed: formatCredits(of.disputed, locale),
    charges: formatCredits(of.charges, locale),
  };
  return (
    <dl className="mb-10 grid gap-x-10 gap-y-6 sm:grid-cols-3">
      <Tile name={t("fees")} note={t("ofYear")}>
        {of.fees.length === 0
          ? t("noFees")
          : of.fees.map((fee) => (
              <span key={fee.currency} className="block">
                <Amount of={fee} />
              </span>
            ))}
      </Tile>
      <Tile name={t("ratio")} note={t("counts", counts)}>
        {ratio ?? t("noRatio")}
      </Tile>
      <Tile name={t("won")} note={t("ofYear")}>
        {of.outcomes.length === 0
          ? t("noOutcome")
          : of.outcomes.map(({ reason, won, lost }) => (
              <span key={reason} className="block text-body">
                <Reason of={reason} />
                {": "}
                {t("wonOf", {
                  share: percent(won, won + lost) ?? "–",
                  won: formatCredits(won, locale),
                  all: formatCredits(won + lost, locale),
                })}
              </span>
            ))}
      </Tile>
    </dl>
  );
}

function Tile({ name, note, children }: { name: string; note: string; children: ReactNode }) {
  return (
    <div className="border-t border-strong pt-3">
      <dt className="text-small text-muted">{name}</dt>
      <dd className="font-serif text-title tabular-nums">{children}</dd>
      <dd className="text-small text-muted">{note}</dd>
    </div>
  );
}

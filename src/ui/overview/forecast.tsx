import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import { When } from "../when";
import { BurnDownChart } from "./burn-down-chart";
import { BurnDownKey } from "./burn-down-key";
import { BurnDownTable } from "./burn-down-table";
import type { OverviewForecast } from "./data";
import { ForecastSentence } from "./forecast-sentence";
import { WhatIf } from "./what-if";

type Props = { forecast: OverviewForecast; zone: string; explaining: Explaining };

/** OV8 and OV9: how long credits last, as a sentence, a chart and a table, and what would change it. */
export function Forecast({ forecast, zone, explaining }: Props) {
  const t = useTranslations("overview.forecast");
  const { asOf, pace } = forecast;
  const note = t.rich("estimate", { time: () => <When at={asOf} zone={zone} as="time" /> });
  return (
    <Section title={t("title")} note={note}>
      <div aria-live="polite">
        <Supposed forecast={forecast} />
        <ForecastSentence forecast={forecast} zone={zone} />
      </div>
      {pace && (
        <p className="mt-1 text-small text-muted">
          {t.rich("pace", { credits: () => <Credits of={pace.perDay} /> })}{" "}
          <ExplainFigure of={explaining} figure="pace" />
        </p>
      )}
      {explaining.panel}
      <WhatIf forecast={forecast} />
      {hasSomethingToDraw(forecast) && (
        <>
          <BurnDownChart forecast={forecast} zone={zone} />
          <BurnDownKey forecast={forecast} zone={zone} />
          <BurnDownTable forecast={forecast} zone={zone} />
        </>
      )}
    </Section>
  );
}

/** A line along the foot of an empty chart says less than the sentence does. */
function hasSomethingToDraw({ history, projection }: OverviewForecast): boolean {
  return history.some(({ left }) => left > 0n) || projection.some(({ high }) => high > 0n);
}

function Supposed({ forecast: { whatIf } }: { forecast: OverviewForecast }) {
  const t = useTranslations("overview.forecast");
  if (!whatIf) return null;
  const { kind, name, credits } = whatIf;
  const amount = { credits: () => <Credits of={credits} /> };
  return (
    <p className="mb-1 text-muted">
      {kind === "pack" ? t.rich("ifPack", amount) : t.rich("ifPlan", { ...amount, name })}{" "}
      <span className="text-small">{t("whatIfNote")}</span>
    </p>
  );
}

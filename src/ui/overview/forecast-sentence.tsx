import { useLocale, useTranslations } from "next-intl";
import { UnitPrice } from "../amount";
import { formatWhen } from "../format";
import { When } from "../when";
import type { OverviewForecast } from "./data";

type Props = { forecast: OverviewForecast; zone: string };

/** OV8: when credits run out, in words. The chart beside it only draws this. */
export function ForecastSentence({ forecast, zone }: Props) {
  const t = useTranslations("overview.forecast");
  const locale = useLocale();
  const dayOf = (at: Date) => formatWhen(at, { zone, as: "day", locale });
  const { until, renewal, runOut, pace } = forecast;
  const day = (at: Date | null | undefined) => () => at && <When at={at} zone={zone} />;
  const end = renewal?.at ?? until;
  return (
    <p className="max-w-prose font-serif text-title wrap-anywhere">
      {t.rich(sentenceOf(forecast, dayOf), {
        days: pace?.days ?? forecast.fewestDays,
        when: day(runOut?.ends?.at),
        early: day(runOut?.early),
        late: day(runOut?.late),
        end: day(end),
        follows: followsOf(renewal),
      })}{" "}
      <Afterwards forecast={forecast} zone={zone} />
    </p>
  );
}

/** Which sentence is true. `dayOf` tells a day as it is printed: a band within one is none. */
export function sentenceOf(forecast: OverviewForecast, dayOf: (at: Date) => string) {
  const { available, pace, runOut, renewal } = forecast;
  if (available === 0n) return "empty";
  if (!pace || !runOut) return "tooEarly";
  const { ends, early, late } = runOut;
  if (!ends) {
    if (pace.perDay === 0n) return "unused";
    if (early) return renewal ? "mostly" : "mostlyLong";
    if (!renewal) return "lastsLong";
    return renewal.waits ? "lastsWaits" : "lasts";
  }
  if (ends.by === "expiry") return "expires";
  if (!late) return early ? "openEnded" : "about";
  return early && dayOf(early) !== dayOf(late) ? "between" : "about";
}

function followsOf(renewal: OverviewForecast["renewal"]): "end" | "credits" {
  return renewal?.ends ? "end" : "credits";
}

/** What happens to use then, or happens to it now. */
function Afterwards({ forecast, zone }: Props) {
  const t = useTranslations("overview.forecast");
  const { afterwards, available, renewal, runOut } = forecast;
  const isEmpty = available === 0n;
  if (!isEmpty && runOut?.ends?.by !== "use") return null;
  const end = () => renewal && <When at={renewal.at} zone={zone} />;
  const when = isEmpty ? "now" : "then";
  const follows = followsOf(renewal);
  switch (afterwards.kind) {
    case "billed": {
      const { unitPrice, currency } = afterwards;
      if (unitPrice === null) return t.rich(`${when}BilledTiers`, { end, follows });
      const price = () => <UnitPrice of={unitPrice} currency={currency} />;
      return t.rich(`${when}Billed`, { price, end, follows });
    }
    case "stops":
      return renewal && !renewal.ends ? t.rich(`${when}Stops`, { end }) : t(`${when}StopsPrepaid`);
    case "unpaid":
      return t(`${when}Unpaid`);
  }
}

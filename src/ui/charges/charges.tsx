import { useLocale, useTranslations } from "next-intl";
import { formatCredits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import type { ChargesPlace } from "./address";
import type { Charges as Figures } from "./data";
import { ChargeTable } from "./table";
import { ChargeTotals } from "./totals";
import { WhichMonth } from "./which-month";
import { useMonthName } from "./words";

type Props = { charges: Figures; place: ChargesPlace; zone: string };

/** "What did we charge for January?": what it came to, and each line with its document and its usage. */
export function Charges({ charges, place, zone }: Props) {
  const t = useTranslations("explain.charges");
  const common = useTranslations("common");
  const locale = useLocale();
  const monthName = useMonthName();
  const { asOf, month, by, months, totals, lines, count } = charges;
  const name = monthName(month);
  const note = common.rich("asOf", { time: () => <When at={asOf} zone={zone} as="time" /> });
  return (
    <Section title={t(by === "period" ? "ofMonth" : "issuedIn", { month: name })} note={note}>
      <WhichMonth path={place.path} month={month} by={by} months={months} zone={zone} />
      <p className="mb-6 max-w-prose text-muted">{t(by === "period" ? "byPeriod" : "byIssue")}</p>
      {lines.length === 0 ? (
        <p>{t("none", { month: name })}</p>
      ) : (
        <>
          <ChargeTotals of={totals} />
          <ChargeTable lines={lines} place={place} zone={zone} />
          {count > lines.length && (
            <p className="mt-3 text-small text-muted">
              {t("more", {
                shown: formatCredits(BigInt(lines.length), locale),
                count: formatCredits(BigInt(count), locale),
              })}
            </p>
          )}
        </>
      )}
    </Section>
  );
}

import { useLocale, useTranslations } from "next-intl";
import { Amount } from "../amount";
import { formatCredits } from "../credits";
import type { LineFacts } from "../line-facts";
import { useDays } from "../preview/line-name";
import type { InvoiceLine } from "./data";

const reasons = {
  time: "creditTime",
  use: "creditUse",
  all: "creditAll",
  withheld: "creditWithheld",
} as const;

type Props = { of: LineFacts; line: InvoiceLine };

/** ID10: the part of a period, in its real numbers, and which rule decided it (BOOKS B6). */
export function ExplainShare({ of: facts, line }: Props) {
  const t = useTranslations("invoices.explain");
  const locale = useLocale();
  const days = useDays();
  const { currency } = line.amount;
  const money = (minor: bigint) => () => <Amount of={{ minor, currency }} />;
  if (facts.kind === "proration_charge") {
    return (
      <>
        <p>
          {t.rich("chargeOf", {
            price: money(facts.priceMinor),
            part: days(facts),
            granted: formatCredits(facts.allowance, locale),
            amount: money(line.amount.minor),
          })}
        </p>
        {facts.slices !== undefined && (
          <p className="text-muted">{t("chargeMonths", { months: Number(facts.slices) })}</p>
        )}
      </>
    );
  }
  if (facts.kind !== "proration_credit") return null;
  const { by, chargedMinor, slices = [] } = facts;
  return (
    <>
      <p>
        {t.rich("creditOf", {
          charged: money(chargedMinor),
          part: days(facts),
          amount: money(line.amount.minor),
        })}
      </p>
      <p className="text-muted">
        {t(reasons[by], {
          part: days(facts),
          unused: formatCredits(facts.unused, locale),
          granted: formatCredits(facts.granted, locale),
          given: formatCredits(facts.givenBack, locale),
        })}
      </p>
      {slices.length > 0 && (
        <p className="text-muted">
          {t("creditMonths")}{" "}
          {slices.map(({ index, chargedMinor: minor }, place) => (
            <span key={index}>
              {place > 0 && " + "}
              <Amount of={{ minor, currency }} />
            </span>
          ))}
        </p>
      )}
    </>
  );
}

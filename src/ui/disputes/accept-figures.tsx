import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import type { PolicyRow } from "../refunds/data";
import { MoneyLines, Sum } from "../refunds/figures";
import type { AcceptQuote } from "./data";

/** The one sentence that is read aloud when the figures are others. */
export function AcceptSentence({ quote, of }: { quote: AcceptQuote; of: PolicyRow }) {
  const t = useTranslations("disputes.accept");
  return (
    <p>
      {t.rich("would", {
        amount: () => <Amount of={quote.money.total} />,
        credits: () => <Credits of={of.revoked} />,
        after: () => <Credits of={of.after} />,
      })}
    </p>
  );
}

/** The money of it, line by line; what nobody has paid for yet is given back from what is not earned. */
export function AcceptMoney({ of }: { of: AcceptQuote["money"] }) {
  const t = useTranslations("disputes.accept.money");
  const effect = useTranslations("disputes.effect");
  return (
    <MoneyLines caption={t("caption")} lines={of.lines}>
      {of.excess.minor > 0n && <Sum name={effect("excess")} of={of.excess} />}
      <Sum name={t("total")} of={of.total} />
    </MoneyLines>
  );
}

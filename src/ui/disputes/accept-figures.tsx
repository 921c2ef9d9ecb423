import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import type { PolicyRow } from "../refunds/data";
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
  return (
    <table className="ledger">
      <caption className="mb-2 text-start text-small text-muted">{t("caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("line")}</th>
          <th scope="col" className="figure max-sm:hidden">
            {t("unearned")}
          </th>
          <th scope="col" className="figure">
            {t("net")}
          </th>
          <th scope="col" className="figure">
            {t("tax")}
          </th>
        </tr>
      </thead>
      <tbody>
        {of.lines.map(({ description, net, tax, unearned }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may be equal in words, and never move.
          <tr key={index}>
            <th scope="row" className="font-normal">
              {description}
            </th>
            <td className="figure max-sm:hidden">
              <Amount of={unearned} />
            </td>
            <td className="figure">
              <Amount of={net} />
            </td>
            <td className="figure">
              <Amount of={tax} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("total")}</th>
          <td className="max-sm:hidden" />
          <td />
          <td className="figure">
            <Amount of={of.total} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

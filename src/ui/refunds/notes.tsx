"use client";

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import type { PolicyRow, RefundedInvoice, RefundQuote } from "./data";
import type { RefundForm } from "./form";

type Props = { invoice: RefundedInvoice; quote: RefundQuote; form: RefundForm; of: PolicyRow };

/** RF7, RF9, RF12: what to know before it is confirmed. */
export function RefundNotes({ invoice, quote, form, of }: Props) {
  const t = useTranslations("refunds.notes");
  const { approvalAbove: limit, money } = quote;
  const { count, medianPercent } = invoice.similar;
  return (
    <ul className="list-disc space-y-1 ps-5 text-small">
      {limit && money.total.minor > limit.minor && (
        <li className="text-ochre">
          {limit.minor === 0n
            ? t("approvalOfAny")
            : t.rich("approval", { amount: () => <Amount of={limit} /> })}
        </li>
      )}
      {of.short > 0n && (
        <li>
          {t.rich(`short.${form.shortfall}`, {
            credits: () => <Credits of={of.short} />,
            amount: () => <Amount of={of.shortValue} />,
          })}
        </li>
      )}
      {money.card.minor > 0n &&
        invoice.fees.map((fee) => (
          <li key={fee.currency}>{t.rich("fee", { amount: () => <Amount of={fee} /> })}</li>
        ))}
      {invoice.topUpRuns && <li>{t("topUp")}</li>}
      {form.destination === "card" && money.card.minor > 0n && <li>{t("later")}</li>}
      <li>
        {medianPercent === null
          ? t("noneSimilar")
          : t("similar", { count, percent: medianPercent })}
      </li>
    </ul>
  );
}

/** The one sentence that is read aloud when the figures are others. */
export function RefundSentence({ quote, of }: { quote: RefundQuote; of: PolicyRow }) {
  const t = useTranslations("refunds.sheet");
  return (
    <p className="text-body">
      {t.rich(of.short > 0n ? "wouldShort" : "would", {
        amount: () => <Amount of={quote.money.total} />,
        credits: () => <Credits of={of.revoked} />,
        after: () => <Credits of={of.after} />,
        short: () => <Credits of={of.short} />,
      })}
    </p>
  );
}

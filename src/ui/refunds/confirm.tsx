"use client";

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Holds } from "../preview/holds";
import { SheetFoot } from "../preview/sheet-foot";
import type { RefundedInvoice, RefundQuote } from "./data";

type Props = {
  invoice: RefundedInvoice;
  quote: RefundQuote | null;
  settled: boolean;
  busy: boolean;
  sending: boolean;
  onConfirm: () => void;
  onLeave: () => void;
  onOver: () => void;
};

/** The foot of the sheet: refund what is shown, or ask a second person to let it; and until when it holds. */
export function ConfirmRefund({ invoice, quote, settled, busy, sending, ...on }: Props) {
  const t = useTranslations("refunds.sheet");
  const invoiceWords = useTranslations("refunds.invoice");
  const limit = quote?.approvalAbove;
  function says() {
    if (sending) return t("sending");
    if (!quote) return busy ? t("working") : invoiceWords("refund");
    const waits = limit && quote.money.total.minor > limit.minor;
    return t.rich(waits ? "ask" : "confirm", { amount: () => <Amount of={quote.money.total} /> });
  }
  return (
    <SheetFoot
      says={<span>{says()}</span>}
      disabled={!settled || sending}
      keys="Meta+Enter Control+Enter"
      leave={t("leave")}
      onConfirm={on.onConfirm}
      onLeave={on.onLeave}
    >
      {quote && !busy && (
        <Holds of={quote} zone={invoice.zone} asOf={quote.effectiveAt} onOver={on.onOver} />
      )}
    </SheetFoot>
  );
}

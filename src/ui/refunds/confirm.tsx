"use client";

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Holds } from "../preview/holds";
import { mainButton, quietButton } from "../settings/buttons";
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
  const waits = Boolean(limit && quote && quote.money.total.minor > limit.minor);
  return (
    <div className="sticky bottom-0 -mx-5 -mb-5 border-t border-rule bg-sheet px-5 py-4">
      <p className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <button
          type="button"
          disabled={!settled || sending}
          aria-keyshortcuts="Meta+Enter Control+Enter"
          onClick={on.onConfirm}
          className={mainButton}
        >
          <span>
            {sending && t("sending")}
            {!sending && !quote && (busy ? t("working") : invoiceWords("refund"))}
            {!sending &&
              quote &&
              t.rich(waits ? "ask" : "confirm", {
                amount: () => <Amount of={quote.money.total} />,
              })}
          </span>
        </button>
        <button type="button" onClick={on.onLeave} className={quietButton}>
          {t("leave")}
        </button>
      </p>
      {quote && !busy && (
        <Holds of={quote} zone={invoice.zone} asOf={invoice.asOf} onOver={on.onOver} />
      )}
    </div>
  );
}

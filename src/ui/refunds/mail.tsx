"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "@/lib/money";
import { refundWent } from "@/lib/refund-mail";
import { numberLocale } from "@/messages/locales";
import { formatCredits } from "../credits";
import type { PolicyRow, RefundedInvoice, RefundQuote } from "./data";
import type { RefundForm } from "./form";

type Props = { invoice: RefundedInvoice; quote: RefundQuote; form: RefundForm; of: PolicyRow };

/** RF5: what the customer's people are going to read, before anything is sent. */
export function RefundMail({ invoice, quote: { money }, form, of }: Props) {
  const t = useTranslations("refunds.mail");
  const mail = useTranslations("mail.refund");
  const locale = useLocale();
  const amount = (minor: bigint) =>
    formatMoney({ minor, currency: invoice.currency }, numberLocale(locale));
  const owed = form.shortfall === "debt" ? of.short : 0n;
  const words = {
    ...{ account: invoice.accountName, number: invoice.number, brand: invoice.brand, note: "CN-…" },
    went: refundWent({
      ...{ cardMinor: money.card.minor, creditMinor: money.accountCredit.minor, returned: false },
    }),
    ...{ amount: amount(money.total.minor), card: amount(money.card.minor) },
    ...{ credit: amount(money.accountCredit.minor), hasNote: "yes", link: invoice.customerLink },
    ...{ takes: of.revoked > 0n ? "yes" : "no", revoked: formatCredits(of.revoked, locale) },
    ...{ owes: owed > 0n ? "yes" : "no", owed: formatCredits(owed, locale) },
  };
  return (
    <details>
      <summary className="cursor-pointer">{t("title")}</summary>
      <p className="mt-2 text-small text-muted">{t("text")}</p>
      <p className="mt-2">{mail("subject", words)}</p>
      <p className="mt-2 whitespace-pre-line border-s-2 border-rule ps-4 text-small">
        {mail("body", words)}
      </p>
    </details>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { linkStyle } from "../credits-page/link-style";
import { explainedHref } from "../explain/address";

/** What a transfer is about. */
export type References = {
  invoiceId: string | null;
  number: string | null;
  lineId: string | null;
  grantId: string | null;
  holdId: string | null;
  planPeriodId: string | null;
  refundId: string | null;
  refundInvoiceId: string | null;
  disputeId: string | null;
  reversedVersion: bigint | null;
};

type Props = { of: References; account: string };

/** Each reference with the way to its page; what has none is told by its id. */
export function About({ of, account }: Props) {
  const t = useTranslations("console.about");
  const customer = `/staff/customers/${account}`;
  return (
    <>
      {of.invoiceId && (
        <Way to={`/staff/invoices/${of.invoiceId}#line-${of.lineId}`}>
          {t("invoice", { number: of.number ?? t("draft") })}
        </Way>
      )}
      {of.grantId && (
        <Way to={explainedHref(customer, { figure: "grant", id: of.grantId })}>{t("grant")}</Way>
      )}
      {of.refundId && (
        <Way to={`/staff/invoices/${of.refundInvoiceId}`}>
          {t("refund")} <code>{of.refundId}</code>
        </Way>
      )}
      {of.disputeId && (
        <Way to={`/staff/disputes/${of.disputeId}`}>
          {t("dispute")} <code>{of.disputeId}</code>
        </Way>
      )}
      {of.reversedVersion && (
        <Way to={`${customer}/ledger/${of.reversedVersion}`}>
          {t("reversed", { version: String(of.reversedVersion) })}
        </Way>
      )}
      {of.holdId && <Id name={t("hold")} id={of.holdId} />}
      {of.planPeriodId && <Id name={t("planPeriod")} id={of.planPeriodId} />}
    </>
  );
}

function Way({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link href={to} prefetch={false} className={`${linkStyle} block! wrap-anywhere`}>
      {children}
    </Link>
  );
}

function Id({ name, id }: { name: string; id: string }) {
  return (
    <span className="block text-muted wrap-anywhere">
      {name} <code>{id}</code>
    </span>
  );
}

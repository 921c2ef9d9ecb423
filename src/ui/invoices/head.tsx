import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { brand } from "@/lib/brand";
import { smallLinkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import { compareHref, documentHref } from "./address";
import { type Invoice, statusOf } from "./data";
import { DocumentLink } from "./document-link";
import { Span } from "./list-table";

type Props = { invoice: Invoice; zone: string };

export function InvoiceTitle({ invoice, zone }: Props) {
  const { id, number, document, status, issueAt } = invoice;
  const t = useTranslations("invoices.detail");
  const list = useTranslations("invoices.list");
  return (
    <div className="mb-8">
      <p className="mb-2 print:hidden">
        <Link href="/invoices" className={smallLinkStyle}>
          {t("all")}
        </Link>
      </p>
      <div className="flex flex-wrap items-baseline gap-x-5">
        <h1 className="font-serif text-figure">
          {number
            ? t.rich(document === "credit_note" ? "creditHeading" : "heading", {
                number: () => <span className="whitespace-nowrap">{number}</span>,
              })
            : t("draftTitle")}
        </h1>
        <Status of={statusOf(invoice)} />
        {number && (
          <span className="print:hidden">
            <DocumentLink
              href={documentHref(id)}
              text={list("pdf")}
              label={list("pdfOf", { number })}
              failed={list("pdfFailed")}
            />
          </span>
        )}
        {status !== "void" && (
          <Link href={compareHref(id)} className={`${smallLinkStyle} print:hidden`}>
            {t("why")}
          </Link>
        )}
      </div>
      {status === "draft" && issueAt && (
        <p className="mt-2 text-muted">
          {t.rich("mayChange", { time: () => <When at={issueAt} zone={zone} as="instant" /> })}
        </p>
      )}
    </div>
  );
}

/** ID1: from whom, to whom, about what, and when. */
export function InvoiceHead({ invoice, zone }: Props) {
  const t = useTranslations("invoices.detail");
  const common = useTranslations("common");
  const { seller, buyer, purchaseOrder, period, issuedAt, dueAt, paidAt } = invoice;
  const isCredit = invoice.document === "credit_note";
  return (
    <Section title={t("head")} note={common("timesIn", { zone })}>
      <div className="grid gap-x-14 gap-y-2.5 md:grid-cols-2">
        <Facts>
          <Fact name={t("seller")}>
            {seller?.name ?? brand.name}
            {seller?.taxId && <Under>{t("taxId", { taxId: seller.taxId })}</Under>}
          </Fact>
          <Fact name={t("buyer")}>
            {buyer.name}
            <Under>{buyer.email}</Under>
            {buyer.taxId && <Under>{t("taxId", { taxId: buyer.taxId })}</Under>}
          </Fact>
          {purchaseOrder && <Fact name={t("purchaseOrder")}>{purchaseOrder}</Fact>}
          <Fact name={t("number")}>{invoice.number ?? t("noNumber")}</Fact>
          <Fact name={t("currency")}>{invoice.currency.toUpperCase()}</Fact>
        </Facts>
        <Facts>
          {period && (
            <Fact name={t("period")}>
              <Span of={period} zone={zone} />
            </Fact>
          )}
          <Fact name={t("issued")}>
            {issuedAt ? <When at={issuedAt} zone={zone} as="instant" /> : t("notYet")}
          </Fact>
          {!isCredit && (
            <Fact name={t("due")}>
              {dueAt && <When at={dueAt} zone={zone} as="instant" />}
              {!dueAt && t(invoice.status === "carried" ? "withNext" : "notYet")}
            </Fact>
          )}
          <Fact name={t(isCredit ? "credited" : "paid")}>
            {paidAt ? <When at={paidAt} zone={zone} as="instant" /> : t("notYet")}
          </Fact>
        </Facts>
      </div>
    </Section>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[7rem_1fr] content-start gap-x-6 gap-y-2.5">{children}</dl>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Under({ children }: { children: ReactNode }) {
  return <span className="block text-small text-muted wrap-anywhere">{children}</span>;
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { linkStyle } from "../credits-page/link-style";
import { statusOf } from "../invoices/data";
import { DocumentLink } from "../invoices/document-link";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import { regenerateHref, staffDocumentHref } from "./address";
import type { StaffInvoice } from "./data";
import { Fact, Facts } from "./fact";

/** Whose it is, how it stands, and what it comes to. */
export function StaffInvoiceHead({ of }: { of: StaffInvoice }) {
  const { invoice, customer } = of;
  const t = useTranslations("invoices.detail");
  const list = useTranslations("invoices.list");
  const own = useTranslations("refunds.invoice");
  const common = useTranslations("common");
  const zone = customer.timezone;
  return (
    <Section title={t("head")} note={common("timesIn", { zone })}>
      <div className="grid gap-x-14 gap-y-4 md:grid-cols-2">
        <Facts>
          <Fact name={own("customer")}>
            <Link href={`/staff/customers/${customer.id}`} className={linkStyle}>
              {customer.name}
            </Link>
          </Fact>
          <Fact name={own("status")}>
            <Status of={statusOf(invoice)} />
          </Fact>
          <Fact name={t("buyer")}>
            {invoice.buyer.name}
            <span className="block text-small text-muted">{invoice.buyer.email}</span>
          </Fact>
          {invoice.purchaseOrder && <Fact name={t("purchaseOrder")}>{invoice.purchaseOrder}</Fact>}
          {invoice.number && (
            <Fact name={own("document")}>
              <DocumentLink
                href={staffDocumentHref(invoice.id)}
                text={list("pdf")}
                label={list("pdfOf", { number: invoice.number })}
                failed={list("pdfFailed")}
              />{" "}
              <Link
                href={regenerateHref(invoice.id)}
                scroll={false}
                prefetch={false}
                className={`ms-3 ${linkStyle} print:hidden`}
              >
                {own("again")}
              </Link>
            </Fact>
          )}
          <Fact name={own("id")}>
            <code className="text-small">{invoice.id}</code>
          </Fact>
        </Facts>
        <Facts>
          <Dates of={of} />
          <Sums of={of} />
        </Facts>
      </div>
    </Section>
  );
}

function Dates({ of: { invoice, customer } }: { of: StaffInvoice }) {
  const t = useTranslations("invoices.detail");
  const zone = customer.timezone;
  const dates = [
    ["issued", invoice.issuedAt],
    ["due", invoice.dueAt],
    ["paid", invoice.paidAt],
  ] as const;
  return dates.map(([name, at]) => (
    <Fact key={name} name={t(name)}>
      {at ? <When at={at} zone={zone} as="instant" /> : t("notYet")}
    </Fact>
  ));
}

function Sums({ of: { invoice } }: { of: StaffInvoice }) {
  const t = useTranslations("invoices.sums");
  return (["subtotal", "tax", "total", "paid", "due"] as const).map((sum) => (
    <Fact key={sum} name={t(sum)}>
      <Amount of={invoice[sum]} />
    </Fact>
  ));
}

import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { brand } from "@/lib/brand";
import { type InvoiceId, isUuid } from "@/lib/ids";
import { actionStyle } from "@/ui/action-style";
import { History } from "@/ui/audit/history";
import { ClientMessages } from "@/ui/client-messages";
import { statusOf } from "@/ui/invoices/data";
import { Section } from "@/ui/section";
import { refundHref, regenerateHref, staffInvoiceHref } from "@/ui/staff-invoice/address";
import { refundedOf, type StaffInvoice } from "@/ui/staff-invoice/data";
import { InvoiceDisputes } from "@/ui/staff-invoice/disputes";
import { StaffInvoiceHead } from "@/ui/staff-invoice/head";
import { StaffInvoiceLines } from "@/ui/staff-invoice/lines";
import { AtProcessor } from "@/ui/staff-invoice/processor";
import { Regenerated } from "@/ui/staff-invoice/regenerated";
import { StaffInvoiceTrail } from "@/ui/staff-invoice/trail";
import { section } from "../../../(portal)/section";
import { StaffFrame } from "../../frame";
import { readOrNone } from "../../read-or-none";
import { staff } from "../../staff";
import { EndOf, RefundsOf, Sheet } from "../acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("refunds.invoice");
  return { title: t("title") };
}

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** SI1: read whole before anything is shown: no amount stands on a part of the figures. */
export default async function StaffInvoicePage({ params, searchParams }: Props) {
  const t = await getTranslations("refunds.invoice");
  const customers = await getTranslations("console.customers");
  const { id } = await params;
  const { refund, again } = await searchParams;
  const of = await read(id);
  const { invoice, customer, may } = of;
  const above = [
    { href: "/staff/customers", name: customers("title") },
    { href: `/staff/customers/${customer.id}`, name: customer.name },
  ];
  return (
    <StaffFrame
      here="customers"
      above={above}
      title={invoice.number ?? t("draft")}
      pinned={of.pinned}
    >
      {refund === "1" && may.refund && (
        <ClientMessages of={["shell", "settings", "refunds", "preview", "mail"]}>
          <Sheet invoice={refundedOf(of, brand.name)} back={staffInvoiceHref(invoice.id)} />
        </ClientMessages>
      )}
      <div className="space-y-12">
        <StaffInvoiceHead of={of} />
        {again === "1" && (await regenerated(invoice.id as InvoiceId))}
        <Acts of={of} />
        <StaffInvoiceLines of={of} />
        <Section title={t("refunds")}>
          <RefundsOf
            refunds={of.refunds}
            account={customer.id}
            zone={customer.timezone}
            may={may.refund}
            mayAudit={may.audit}
          />
        </Section>
        <InvoiceDisputes of={of} />
        <AtProcessor of={of} />
        <StaffInvoiceTrail of={of} />
      </div>
    </StaffFrame>
  );
}

async function regenerated(invoiceId: InvoiceId) {
  const t = await getTranslations("refunds.again");
  const caller = await staff();
  return await section(
    t("title"),
    () => caller.invoices.regenerate({ invoiceId }),
    (of) => <Regenerated invoiceId={invoiceId} of={of} />,
    regenerateHref(invoiceId),
  );
}

async function Acts({ of: { invoice, customer, may } }: { of: StaffInvoice }) {
  const t = await getTranslations("refunds.invoice");
  const given = invoice.document === "invoice";
  const isBack = statusOf(invoice) === "refunded";
  const canRefund = may.refund && given && invoice.paid.minor > 0n && !isBack;
  const canCredit = may.refund && given && invoice.due.minor > 0n;
  const isOpen = invoice.status === "issued" || invoice.status === "overdue";
  return (
    <p className="flex flex-wrap items-center gap-x-6 gap-y-3 print:hidden">
      {(canRefund || canCredit) && (
        <Link href={refundHref(invoice.id)} scroll={false} data-act="page" className={actionStyle}>
          {t(canRefund ? "refund" : "credit")}
        </Link>
      )}
      {may.end && isOpen && (
        <ClientMessages of={["shell", "settings", "refunds", "preview"]}>
          <EndOf invoiceId={invoice.id} zone={customer.timezone} />
        </ClientMessages>
      )}
      <History subject={invoice.id} account={customer.id} may={may.audit} />
    </p>
  );
}

async function read(id: string): Promise<StaffInvoice> {
  if (!isUuid(id)) notFound();
  const caller = await staff();
  const invoiceId = id.toLowerCase() as InvoiceId;
  return await readOrNone(() => caller.invoices.get({ invoiceId }));
}

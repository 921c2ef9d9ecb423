import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type InvoiceId, isUuid } from "@/lib/ids";
import { Coverage } from "@/ui/explain/coverage";
import { staffCoverage } from "@/ui/explain/coverage-data";
import { StaffFrame } from "../../../../frame";
import { readOrNone } from "../../../../read-or-none";
import { staff } from "../../../../staff";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string; line: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("explain.coverage");
  return { title: t("title") };
}

/** "What usage does this invoice cover?", of one of its lines. */
export default async function StaffLinePage({ params }: Props) {
  const t = await getTranslations("explain.coverage");
  const customers = await getTranslations("console.customers");
  const { id, line } = await params;
  if (!isUuid(id) || !isUuid(line)) notFound();
  const invoiceId = id.toLowerCase() as InvoiceId;
  const caller = await staff();
  const { customer, ...of } = await readOrNone(() =>
    caller.invoices.coverage({ invoiceId, lineId: line.toLowerCase() }),
  );
  return (
    <StaffFrame
      here="customers"
      above={[
        { href: "/staff/customers", name: customers("title") },
        { href: `/staff/customers/${customer.id}`, name: customer.name },
      ]}
      title={t("title")}
    >
      <Coverage of={of} place={staffCoverage(customer.id)} zone={customer.timezone} />
    </StaffFrame>
  );
}

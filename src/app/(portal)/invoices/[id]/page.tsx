import { TRPCError } from "@trpc/server";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import type { InvoiceId } from "@/lib/ids";
import { reportError } from "@/lib/report-error";
import { ClientMessages } from "@/ui/client-messages";
import { explainHref, type Figure, sums } from "@/ui/invoices/address";
import type { Invoice } from "@/ui/invoices/data";
import { InvoiceHead, InvoiceTitle } from "@/ui/invoices/head";
import { InvoiceLines } from "@/ui/invoices/lines";
import { InvoiceRefunds } from "@/ui/invoices/refunds";
import { InvoiceSummary } from "@/ui/invoices/summary";
import { Trail } from "@/ui/invoices/trail";
import { SectionFailed } from "@/ui/section";
import { portal, account as readAccount } from "../../customer";
import { PayOf } from "../../pay";

export const dynamic = "force-dynamic";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations("invoices");
  const invoice = await titledBy((await params).id);
  if (!invoice?.number) return { title: t("detail.draftTitle") };
  const { number, document } = invoice;
  return {
    title: t(document === "credit_note" ? "detail.creditTitle" : "detail.title", { number }),
  };
}

/** Read whole before anything is shown: no amount stands on a part of the figures. */
export default async function InvoicePage({ params, searchParams }: Props) {
  const { id } = await params;
  const figure = figureIn((await searchParams).explain);
  const { timezone: zone } = await readAccount();
  let invoice: Invoice;
  try {
    invoice = await invoiceOf(id);
  } catch (error) {
    if (isUnknown(error)) notFound();
    return <Failed id={id} errorId={reportError(error)} />;
  }
  const here = { invoice, zone, explained: figure };
  return (
    <>
      <InvoiceTitle invoice={invoice} zone={zone} />
      <div className="space-y-12">
        <InvoiceHead invoice={invoice} zone={zone} />
        <InvoiceLines {...here} />
        <InvoiceSummary {...here} pay={isOpen(invoice) && <PayPart of={invoice} />} />
        <InvoiceRefunds invoice={invoice} zone={zone} />
        <Trail invoice={invoice} zone={zone} />
      </div>
    </>
  );
}

function isOpen({ status, due }: Invoice): boolean {
  return (status === "issued" || status === "overdue") && due.minor > 0n;
}

/** Whether its credits wait for the money can be seen by what its lines gave so far. */
function PayPart({ of }: { of: Invoice }) {
  const waits = of.groups
    .flatMap(({ lines }) => lines)
    .some(({ kind, credits, grants }) => kind !== "overage" && credits > 0n && grants.length === 0);
  return (
    <ClientMessages of={["pay"]}>
      <PayOf of={of} brings={waits ? "credits" : "nothing"} />
    </ClientMessages>
  );
}

async function Failed({ id, errorId }: { id: string; errorId: string }) {
  const t = await getTranslations("invoices");
  const href = explainHref(id, "total", true).split("#")[0] ?? "/invoices";
  return (
    <>
      <h1 className="mb-8 font-serif text-figure">{t("detail.failedTitle")}</h1>
      <SectionFailed title={t("lines.title")} errorId={errorId} href={href} />
    </>
  );
}

/** Asked for by the page and by its title, and read once. */
const invoiceOf = cache(async (id: string): Promise<Invoice> => {
  if (!z.uuid().safeParse(id).success) notFound();
  const { invoices } = await portal();
  return await invoices.get({ invoiceId: id.toLowerCase() as InvoiceId });
});

async function titledBy(id: string): Promise<Invoice | null> {
  try {
    return await invoiceOf(id);
  } catch (error) {
    if (isUnknown(error)) notFound();
    return null;
  }
}

function isUnknown(error: unknown): boolean {
  if (error instanceof TRPCError) return error.code === "NOT_FOUND" || error.code === "BAD_REQUEST";
  return error instanceof Error && "digest" in error;
}

/** Which figure the address wants explained; one it cannot name explains nothing. */
function figureIn(given: string | string[] | undefined): Figure | null {
  const figure = z.union([z.enum(sums), z.templateLiteral(["line-", z.uuid()])]).safeParse(given);
  return figure.data ?? null;
}

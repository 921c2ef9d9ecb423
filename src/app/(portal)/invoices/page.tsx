import { TRPCError } from "@trpc/server";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { invoiceQuestionOf } from "@/trpc/portal/invoice-question";
import { type InvoicesView, invoicesHref, isFiltered } from "@/ui/invoices/address";
import { EarlierDocuments } from "@/ui/invoices/earlier";
import { Invoices } from "@/ui/invoices/list";
import { SectionWaiting } from "@/ui/section";
import { portal, account as readAccount } from "../customer";
import { explaining } from "../explained";
import { section } from "../section";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invoices");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function InvoicesPage({ searchParams }: Props) {
  const t = await getTranslations("invoices");
  const params = await searchParams;
  const view = viewOf(params);
  const { timezone: zone } = await readAccount();
  const here = invoicesHref(view, { cursor: view.cursor });
  const told = await explaining(params, here, zone);
  const title = t("list.title");
  return (
    <>
      <h1 className="mb-6 font-serif text-figure">{t("title")}</h1>
      <Suspense fallback={<SectionWaiting title={title} lines={16} />}>
        {section(
          title,
          () => listIn(view),
          ({ list, next }) => (
            <Invoices list={list} next={next} view={view} zone={zone} explaining={told} />
          ),
          here,
        )}
        <EarlierSection zone={zone} />
      </Suspense>
    </>
  );
}

/** Only who was billed by Stripe before has any. */
async function EarlierSection({ zone }: { zone: string }) {
  const t = await getTranslations("invoices.earlier");
  return section(
    t("title"),
    async () => (await portal()).invoices.earlier(),
    (documents) => <EarlierDocuments documents={documents} zone={zone} />,
    "/invoices",
  );
}

/** What the address asks for; the file of the list reads it the same way. */
function viewOf(given: Awaited<Props["searchParams"]>): InvoicesView {
  const cursor = typeof given.cursor === "string" ? given.cursor : "";
  return {
    ...invoiceQuestionOf(given),
    cursor: /^[A-Za-z0-9_-]{1,200}$/.test(cursor) ? cursor : null,
  };
}

/** The next invoice stands above the newest only: it is of no filter and of no older page. */
async function listIn(view: InvoicesView) {
  const { invoices, overview } = await portal();
  const isStart = view.cursor === null && !isFiltered(view);
  const [list, next] = await Promise.all([
    invoices.list(view).catch((error) => newest(error, view)),
    isStart ? overview.nextInvoice() : null,
  ]);
  return { list, next };
}

/** A place in the list that we never gave out is no place: the list begins where it always does. */
async function newest(error: unknown, view: InvoicesView) {
  const isPlace = error instanceof TRPCError && error.code === "BAD_REQUEST" && view.cursor;
  if (!isPlace) throw error;
  return await (await portal()).invoices.list({ ...view, cursor: null });
}

import { TRPCError } from "@trpc/server";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import { reportError } from "@/lib/report-error";
import { smallLinkStyle } from "@/ui/credits-page/link-style";
import { compareHref } from "@/ui/invoices/address";
import { InvoiceComparison } from "@/ui/invoices/comparison";
import type { ComparedDocument, Comparison } from "@/ui/invoices/data";
import { SectionFailed } from "@/ui/section";
import { portal, account as readAccount } from "../../../customer";

export const dynamic = "force-dynamic";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invoices.compare");
  return { title: t("title") };
}

export default async function ComparePage({ params, searchParams }: Props) {
  const t = await getTranslations("invoices.compare");
  const { id } = await params;
  if (!z.uuid().safeParse(id).success) notFound();
  const given = z.uuid().safeParse((await searchParams).with);
  const other = given.success ? (given.data.toLowerCase() as InvoiceId) : null;
  const invoiceId = id.toLowerCase() as InvoiceId;
  const { timezone: zone } = await readAccount();
  const shown = await compared(invoiceId, other).catch((error: unknown) => {
    if (refusalOf(error) === "none") notFound();
    return { errorId: reportError(error) };
  });
  return (
    <>
      <h1 className="mb-6 font-serif text-figure">{t("title")}</h1>
      {"errorId" in shown ? (
        <SectionFailed
          title={t("caption")}
          errorId={shown.errorId}
          href={compareHref(invoiceId, other)}
        />
      ) : (
        <>
          <Back to={shown.comparison.now} />
          <InvoiceComparison {...shown} zone={zone} />
        </>
      )}
    </>
  );
}

async function Back({ to: { id, number } }: { to: ComparedDocument }) {
  const t = await getTranslations("invoices.compare");
  return (
    <p className="mb-6 print:hidden">
      <Link href={`/invoices/${id}`} className={smallLinkStyle}>
        {number ? t("back", { number }) : t("backDraft")}
      </Link>
    </p>
  );
}

type Compared = { comparison: Comparison; refused: "differ" | "unknown" | null };

/** What cannot be compared is said beside the choice of another. */
async function compared(invoiceId: InvoiceId, other: InvoiceId | null): Promise<Compared> {
  const { invoices } = await portal();
  try {
    return { comparison: await invoices.compare({ invoiceId, with: other }), refused: null };
  } catch (error) {
    const refused = refusalOf(error);
    if (refused !== "differ" && refused !== "unknown") throw error;
    return { comparison: await invoices.compare({ invoiceId, with: null }), refused };
  }
}

function refusalOf(error: unknown): "differ" | "unknown" | "none" | null {
  const cause = error instanceof TRPCError ? error.cause : null;
  if (!(cause instanceof BillingError)) return null;
  if (cause.code === "currencies_differ") return "differ";
  if (cause.code !== "not_found") return null;
  return cause.facts.field === "with" ? "unknown" : "none";
}

import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { chargesHref, chargesView, portalCharges } from "@/ui/charges/address";
import { Charges } from "@/ui/charges/charges";
import { smallLinkStyle } from "@/ui/credits-page/link-style";
import { SectionWaiting } from "@/ui/section";
import { portal, account as readAccount } from "../../customer";
import { section } from "../../section";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("explain.charges");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What was charged for a month: an address of its own, so that it can be passed on. */
export default async function ChargesPage({ searchParams }: Props) {
  const t = await getTranslations("explain.charges");
  const view = chargesView(await searchParams);
  const { timezone: zone } = await readAccount();
  return (
    <>
      <h1 className="mb-2 font-serif text-figure">{t("title")}</h1>
      <p className="mb-8 print:hidden">
        <Link href="/invoices" className={smallLinkStyle}>
          {t("allInvoices")}
        </Link>
      </p>
      <Suspense fallback={<SectionWaiting title={t("title")} lines={12} />}>
        {section(
          t("title"),
          async () => (await portal()).invoices.charges(view),
          (charges) => (
            <Charges charges={charges} place={portalCharges} zone={zone} />
          ),
          chargesHref(portalCharges.path, view),
        )}
      </Suspense>
    </>
  );
}

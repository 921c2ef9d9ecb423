import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { countryCodes } from "@/lib/countries";
import { locales } from "@/messages/locales";
import { documentWords } from "@/trpc/documents/words";
import type { HeadWords } from "@/ui/billing/data";
import { AccountCredit, SetForAccount } from "@/ui/billing/facts";
import { DetailsTold } from "@/ui/billing/told";
import { ClientMessages } from "@/ui/client-messages";
import type { Explaining } from "@/ui/explain/address";
import { SectionWaiting } from "@/ui/section";
import { SettingsParts } from "@/ui/settings/parts";
import { portal, account as readAccount } from "../../customer";
import { explaining } from "../../explained";
import { section } from "../../section";
import { ChangeDetails } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function BillingDetailsPage({ searchParams }: Props) {
  const t = await getTranslations("billing");
  const { timezone: zone } = await readAccount();
  const told = await explaining(await searchParams, "/settings/billing", zone);
  return (
    <ClientMessages of={["shell", "settings", "billing"]}>
      <h1 className="mb-3 font-serif text-figure hyphens-auto wrap-anywhere">{t("title")}</h1>
      <SettingsParts at="billing" />
      <Suspense fallback={<SectionWaiting title={t("form.title")} lines={18} />}>
        <DetailsSections told={told} />
      </Suspense>
    </ClientMessages>
  );
}

/** One reading for all of it: what is set, what follows for the tax, and the money kept. */
async function DetailsSections({ told }: { told: Explaining }) {
  const t = await getTranslations("billing.form");
  const { billingDetails } = await portal();
  return section(
    t("title"),
    () => billingDetails.get(),
    (page) => (
      <div className="space-y-12">
        {page.may.change ? (
          <ChangeDetails page={page} words={headWords()} />
        ) : (
          <DetailsTold
            {...{ details: page.details, registers: page.registers, name: page.account.name }}
          />
        )}
        <div className="grid gap-x-14 gap-y-12 lg:grid-cols-2">
          <SetForAccount account={page.account} />
          <AccountCredit of={page.accountCredit} explaining={told} />
        </div>
      </div>
    ),
    "/settings/billing",
  );
}

/** What the head of a document says in each language; the id is put in while it is typed. */
function headWords(): HeadWords {
  const said = locales.map((language) => {
    const t = documentWords(language);
    const [buyer, taxId] = [t("buyer"), t("taxId", { id: "{id}" })];
    const names = new Intl.DisplayNames(language, { type: "region" });
    const countries = Object.fromEntries(countryCodes().map((code) => [code, names.of(code)]));
    return [language, { buyer, taxId, purchaseOrder: t("purchaseOrder"), countries }];
  });
  return Object.fromEntries(said);
}

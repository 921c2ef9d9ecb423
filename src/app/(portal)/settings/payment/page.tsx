import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { isUuid } from "@/lib/ids";
import { ClientMessages } from "@/ui/client-messages";
import { Methods } from "@/ui/methods/list";
import { SectionWaiting } from "@/ui/section";
import { SettingsParts } from "@/ui/settings/parts";
import { portal, account as readAccount } from "../../customer";
import { section } from "../../section";
import { ActsOfMethod, Add, Back } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing.methods"))("title") };
}

type Props = { searchParams: Promise<{ setup?: string | string[] }> };

export default async function PaymentMethodsPage({ searchParams }: Props) {
  const t = await getTranslations("billing.methods");
  const { setup } = await searchParams;
  const setupId = typeof setup === "string" && isUuid(setup) ? setup : null;
  return (
    <ClientMessages of={["shell", "settings", "billing"]}>
      <h1 className="mb-3 font-serif text-figure wrap-anywhere">{t("title")}</h1>
      <SettingsParts at="payment" />
      {(setupId !== null || setup === "left") && <Back setupId={setupId} />}
      <Suspense fallback={<SectionWaiting title={t("title")} lines={4} />}>
        <MethodsSection />
      </Suspense>
    </ClientMessages>
  );
}

async function MethodsSection() {
  const t = await getTranslations("billing.methods");
  const { paymentMethods } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    () => paymentMethods.list(),
    (data) => {
      const keptBy = data.methods.length === 1 ? data.paidPlan : null;
      return (
        <Methods
          data={data}
          zone={zone}
          actions={(method) => <ActsOfMethod method={method} keptBy={keptBy} />}
          add={<Add />}
        />
      );
    },
    "/settings/payment",
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { isUuid } from "@/lib/ids";
import { chargesHref, chargesView, staffCharges } from "@/ui/charges/address";
import { Charges } from "@/ui/charges/charges";
import { section } from "../../../../(portal)/section";
import { StaffFrame } from "../../../frame";
import { readOrNone } from "../../../read-or-none";
import { staff } from "../../../staff";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("explain.charges");
  return { title: t("title") };
}

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** "What did we charge this account for January?" */
export default async function CustomerChargesPage({ params, searchParams }: Props) {
  const t = await getTranslations("explain.charges");
  const customers = await getTranslations("console.customers");
  const { id } = await params;
  if (!isUuid(id)) notFound();
  const view = chargesView(await searchParams);
  const caller = await staff();
  const { customer } = await readOrNone(() => caller.accounts.get({ account: id }));
  const place = staffCharges(id);
  return (
    <StaffFrame
      here="customers"
      above={[
        { href: "/staff/customers", name: customers("title") },
        { href: `/staff/customers/${id}`, name: customer.name },
      ]}
      title={t("title")}
    >
      {
        await section(
          t("title"),
          () => caller.accounts.charges({ account: id, ...view }),
          (charges) => <Charges charges={charges} place={place} zone={customer.timezone} />,
          chargesHref(place.path, view),
        )
      }
    </StaffFrame>
  );
}

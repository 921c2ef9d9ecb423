import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { type CustomersView, customersHref, customersView, narrowed } from "@/ui/customers/address";
import { CustomersFilter } from "@/ui/customers/filter";
import { CustomerList, FoundCustomers } from "@/ui/customers/list";
import { section } from "../../(portal)/section";
import { ExportOf } from "../exports/export-of";
import { StaffFrame } from "../frame";
import { staff } from "../staff";
import { Views } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.customers");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function CustomersPage({ searchParams }: Props) {
  const t = await getTranslations("console.customers");
  const view = customersView(await searchParams);
  return (
    <StaffFrame here="customers" title={t("title")}>
      {view.q === null ? await listed(view) : await found(view, view.q)}
    </StaffFrame>
  );
}

async function found(view: CustomersView, text: string) {
  const caller = await staff();
  const answer = await caller.accounts.search({ text });
  if (answer.invoice) redirect(`/staff/invoices/${answer.invoice}`);
  if (answer.exact) redirect(`/staff/customers/${answer.exact}`);
  return (
    <>
      <CustomersFilter view={view} of={null} />
      <FoundCustomers found={answer.found} searched={answer.searched} text={text} />
    </>
  );
}

async function listed(view: CustomersView) {
  const t = await getTranslations("console.customers");
  const caller = await staff();
  const filters = narrowed(view);
  const { before } = view;
  const { below, ...others } = filters;
  const question = {
    ...{ ...others, ...(below && { below: BigInt(below) }), ...(before && { before }) },
  };
  const search = customersHref(view, {}).replace("/staff/customers", "");
  return await section(
    t("list"),
    () => caller.accounts.list({ ...question, limit: 50 }),
    (page) => (
      <>
        <CustomersFilter view={view} of={page} />
        <Views views={page.views} search={search} />
        <CustomerList page={page} view={view} />
        <ExportOf kind="customers" filters={filters} timezone={env.HOUSE_TIMEZONE} />
      </>
    ),
    customersHref(view, {}),
  );
}

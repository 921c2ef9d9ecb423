import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { stripeInbox } from "@/env";
import { isUuid } from "@/lib/ids";
import { History } from "@/ui/audit/history";
import { staffCharges } from "@/ui/charges/address";
import { type CustomerView, customerHref, customerView } from "@/ui/customers/address";
import { AsOf } from "@/ui/customers/as-of";
import { LedgerEntry } from "@/ui/customers/entry";
import { CustomerHead } from "@/ui/customers/head";
import { LookOn } from "@/ui/customers/look-on";
import { SideBySide } from "@/ui/customers/side-by-side";
import { Timeline } from "@/ui/customers/timeline";
import { disputesOfHref } from "@/ui/disputes/address";
import type { Explaining } from "@/ui/explain/address";
import { exportsOfHref } from "@/ui/exports/address";
import { section } from "../../../(portal)/section";
import { explaining } from "../../explained";
import { StaffFrame } from "../../frame";
import { readOrNone } from "../../read-or-none";
import { staff } from "../../staff";
import { AdjustOf, NotesOf } from "../acts";
import { Beside } from "./beside";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.customers");
  return { title: t("title") };
}

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function CustomerPage({ params, searchParams }: Props) {
  const t = await getTranslations("console.customers");
  const charges = await getTranslations("explain.charges");
  const exportsWords = await getTranslations("console.exports");
  const { id } = await params;
  const asked = await searchParams;
  const view = customerView(asked);
  const found = await read(id);
  const { customer, notes, may } = found;
  const zone = customer.timezone;
  const here = { account: id, here: customerHref(id, view, { before: view.before }), zone };
  const told = await explaining(asked.explain, here);
  const past = await explaining(asked.then, { ...here, at: view.at });
  return (
    <StaffFrame
      here="customers"
      above={[{ href: "/staff/customers", name: t("title") }]}
      title={customer.name}
      pinned={notes.filter(({ pinned }) => pinned)}
      wide={view.beside}
    >
      <LookOn
        account={id}
        may={may.impersonate}
        beside={customerHref(id, view, { before: view.before, beside: true })}
      />
      <SideBySide beside={view.beside && <Beside account={id} view={view} />}>
        <CustomerHead of={found} testMode={stripeInbox()?.livemode !== true} explaining={told} />
        <NotesOf account={id} notes={notes} zone={zone} may={may.note} />
        <AdjustOf account={id} grants={found.grants} may={may.adjust} />
        {view.entry !== null && (await entryOf(id, view, zone))}
        {await timelineOf({ id, view, zone, mayAudit: may.audit })}
        {await thenOf(id, view, zone, past)}
        <p className="mt-6 text-small">
          <Link href={staffCharges(id).path} className="text-green underline underline-offset-4">
            {charges("title")}
          </Link>
        </p>
        <p className="mt-2 text-small">
          <Link
            href={disputesOfHref(customer.id)}
            className="text-green underline underline-offset-4"
          >
            {t("disputes")}
          </Link>
        </p>
        <p className="mt-2">
          <History account={id} may={may.audit} />
        </p>
        <p className="mt-2 text-small">
          <Link href={exportsOfHref(id)} className="text-green underline underline-offset-4">
            {exportsWords("ofCustomer")}
          </Link>
        </p>
      </SideBySide>
    </StaffFrame>
  );
}

async function read(account: string) {
  if (!isUuid(account)) notFound();
  const caller = await staff();
  return await readOrNone(() => caller.accounts.get({ account }));
}

type TimelineOf = { id: string; view: CustomerView; zone: string; mayAudit: boolean };

async function timelineOf({ id, view, zone, mayAudit }: TimelineOf) {
  const t = await getTranslations("console.timeline");
  const caller = await staff();
  const { kinds, before } = view;
  return await section(
    t("title"),
    () => caller.accounts.timeline({ account: id, kinds, ...(before && { before }) }),
    (page) => <Timeline id={id} zone={zone} view={view} mayAudit={mayAudit} page={page} />,
    customerHref(id, view, { before }),
  );
}

async function entryOf(id: string, view: CustomerView, zone: string) {
  const t = await getTranslations("console.entry");
  const caller = await staff();
  const version = view.entry ?? 0n;
  return await section(
    t("title", { version: String(version) }),
    () => caller.accounts.entry({ account: id, version }),
    (entry) => <LedgerEntry entry={entry} account={id} zone={zone} back={customerHref(id, view)} />,
    customerHref(id, view),
  );
}

async function thenOf(id: string, view: CustomerView, zone: string, past: Explaining) {
  const t = await getTranslations("console.asOf");
  const caller = await staff();
  const { at } = view;
  return await section(
    t("title"),
    async () => (at ? await caller.accounts.asOf({ account: id, at }) : null),
    (then) => <AsOf at={at} then={then} zone={zone} explaining={past} />,
    customerHref(id, view, { at: null }),
  );
}

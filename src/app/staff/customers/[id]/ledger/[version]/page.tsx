import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { isUuid } from "@/lib/ids";
import { LedgerEntry } from "@/ui/customers/entry";
import { StaffFrame } from "../../../../frame";
import { readOrNone } from "../../../../read-or-none";
import { staff } from "../../../../staff";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string; version: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations("console.entry");
  return { title: t("title", { version: (await params).version }) };
}

/** One ledger transaction, at an address of its own: an explanation leads here, and it can be passed on. */
export default async function LedgerTransactionPage({ params }: Props) {
  const t = await getTranslations("console.entry");
  const customers = await getTranslations("console.customers");
  const { id, version } = await params;
  if (!isUuid(id) || !/^[1-9]\d{0,17}$/.test(version)) notFound();
  const caller = await staff();
  const account = id.toLowerCase();
  const { customer } = await readOrNone(() => caller.accounts.get({ account }));
  const entry = await readOrNone(() =>
    caller.accounts.entry({ account, version: BigInt(version) }),
  );
  return (
    <StaffFrame
      here="customers"
      above={[
        { href: "/staff/customers", name: customers("title") },
        { href: `/staff/customers/${account}`, name: customer.name },
      ]}
      title={t("title", { version })}
    >
      <LedgerEntry entry={entry} account={account} zone={customer.timezone} back={null} />
    </StaffFrame>
  );
}

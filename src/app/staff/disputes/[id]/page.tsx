import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { type DisputeId, isUuid } from "@/lib/ids";
import { History } from "@/ui/audit/history";
import { ClientMessages } from "@/ui/client-messages";
import { disputeHref } from "@/ui/disputes/address";
import { DisputeEffect } from "@/ui/disputes/effect";
import { DisputeHead } from "@/ui/disputes/head";
import { DisputeTrail } from "@/ui/disputes/trail";
import { explaining } from "../../explained";
import { StaffFrame } from "../../frame";
import { readOrNone } from "../../read-or-none";
import { staff, staffMember } from "../../staff";
import { AnswerOf, AssignOf } from "../acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("disputes.page");
  return { title: t("title") };
}

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One dispute, read whole before anything is shown: no amount stands on a part of the figures. */
export default async function DisputePage({ params, searchParams }: Props) {
  const t = await getTranslations("disputes.page");
  const queue = await getTranslations("disputes.queue");
  const { dispute, flags, zone, pinned } = await read((await params).id);
  const { staffUserId: me, role } = await staffMember();
  const may = mayStaff(role, "disputes:manage");
  const here = disputeHref(dispute.disputeId);
  const told = await explaining((await searchParams).explain, {
    ...{ account: dispute.accountId, here, zone },
  });
  const above = [
    { href: "/staff/disputes", name: queue("title") },
    { href: `/staff/customers/${dispute.accountId}`, name: dispute.accountName },
  ];
  return (
    <StaffFrame
      here="disputes"
      above={above}
      title={t("of", { name: dispute.accountName })}
      pinned={pinned}
    >
      <ClientMessages of={["shell", "settings", "refunds", "preview", "disputes"]}>
        <AssignOf of={dispute} me={me} may={may} />
        <p className="mb-6">
          <History
            subject={dispute.disputeId}
            account={dispute.accountId}
            may={mayStaff(role, "audit:read")}
          />
        </p>
        <div className="space-y-12">
          <DisputeHead of={dispute} flags={flags} zone={zone} />
          <DisputeEffect of={dispute} explaining={told} />
          <AnswerOf of={dispute} may={may} zone={zone} />
          <DisputeTrail of={dispute} zone={zone} />
        </div>
      </ClientMessages>
    </StaffFrame>
  );
}

async function read(id: string) {
  if (!isUuid(id)) notFound();
  const caller = await staff();
  const disputeId = id.toLowerCase() as DisputeId;
  return await readOrNone(async () => {
    const dispute = await caller.disputes.get({ disputeId });
    const { flags, customer, notes } = await caller.accounts.get({ account: dispute.accountId });
    const pinned = notes.filter((note) => note.pinned);
    return { dispute, flags, zone: customer.timezone, pinned };
  });
}

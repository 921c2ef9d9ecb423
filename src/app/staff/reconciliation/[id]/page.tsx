import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { type DifferenceId, isUuid } from "@/lib/ids";
import { History } from "@/ui/audit/history";
import { ClientMessages } from "@/ui/client-messages";
import { Sides } from "@/ui/reconciliation/sides";
import { When } from "@/ui/when";
import { StaffFrame } from "../../frame";
import { readOrNone } from "../../read-or-none";
import { staff, staffMember } from "../../staff";
import { FixOf, WorkOf } from "../acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reconciliation.one");
  return { title: t("title") };
}

type Props = { params: Promise<{ id: string }> };

/** One difference: both sides, what sets it right, and what was said of it. */
export default async function DifferencePage({ params }: Props) {
  const t = await getTranslations("reconciliation");
  const { difference, comments } = await read((await params).id);
  const { role } = await staffMember();
  const may = mayStaff(role, "reconciliation:work");
  const zone = env.HOUSE_TIMEZONE;
  const { id, status, account, closedAt, closedBecause } = difference;
  const above = [
    { href: "/staff/reconciliation", name: t("title") },
    ...(account ? [{ href: `/staff/customers/${account.id}`, name: account.name }] : []),
  ];
  return (
    <StaffFrame here="reconciliation" above={above} title={t(`classes.${difference.class}`)}>
      <p className="max-w-prose">{t(`causes.${difference.cause}`)}</p>
      {status !== "open" && closedAt && (
        <p className="mt-2 max-w-prose text-muted wrap-anywhere">
          {t.rich(`one.status.${status}`, {
            time: () => <When at={closedAt} zone={zone} as="instant" />,
          })}{" "}
          {closedBecause}
        </p>
      )}
      <p className="mb-8 mt-2">
        <History subject={id} may={mayStaff(role, "audit:read")} />
      </p>
      <ClientMessages of={["shell", "settings", "reconciliation", "staff"]}>
        <div className="space-y-12">
          <Sides of={difference} />
          {may && status === "open" && <FixOf of={difference} />}
          <WorkOf of={difference} {...{ comments, may, zone }} />
        </div>
      </ClientMessages>
    </StaffFrame>
  );
}

async function read(id: string) {
  if (!isUuid(id)) notFound();
  const caller = await staff();
  const differenceId = id.toLowerCase() as DifferenceId;
  return await readOrNone(() => caller.reconciliation.difference({ differenceId }));
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import { isUuid } from "@/lib/ids";
import { AttemptsSection, RequestSection } from "@/ui/webhooks/delivery";
import { Answer, DeliveryState } from "@/ui/webhooks/state";
import { When } from "@/ui/when";
import { StaffFrame } from "../../../frame";
import { staff } from "../../../staff";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webhooks");
  return { title: t("deliveries.title") };
}

type Props = { params: Promise<{ id: string; event: string }> };

export default async function DeliveryPage({ params }: Props) {
  const t = await getTranslations("webhooks");
  const { id, event } = await params;
  const { delivery, attempts, body } = await read(id, event);
  const zone = env.HOUSE_TIMEZONE;
  return (
    <StaffFrame
      here="webhooks"
      above={[
        { href: "/staff/webhooks", name: t("title") },
        { href: `/staff/webhooks/${id}`, name: t("deliveries.title") },
      ]}
      title={delivery.type}
    >
      <p>
        {delivery.account.name} · <When at={delivery.occurredAt} zone={zone} as="instant" />
      </p>
      <p className="mb-8 text-small text-muted wrap-anywhere">
        {t("delivery.id", { id: delivery.eventId })} · <DeliveryState of={delivery.status} />{" "}
        <Answer status={delivery.lastStatus} problem={delivery.lastProblem} />
      </p>
      <div className="space-y-12">
        <AttemptsSection attempts={attempts} zone={zone} />
        <RequestSection body={body} />
      </div>
    </StaffFrame>
  );
}

async function read(endpointId: string, eventId: string) {
  if (!isUuid(endpointId) || !isUuid(eventId)) notFound();
  const caller = await staff();
  try {
    return await caller.webhooks.delivery({ endpointId, eventId });
  } catch (error) {
    if (error instanceof Error && error.cause instanceof BillingError) notFound();
    throw error;
  }
}

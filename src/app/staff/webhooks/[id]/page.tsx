import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { isUuid } from "@/lib/ids";
import { History } from "@/ui/audit/history";
import { Section } from "@/ui/section";
import { deliveryStatuses, type Endpoint } from "@/ui/webhooks/data";
import { Deliveries, type DeliveriesView } from "@/ui/webhooks/deliveries";
import { EndpointState } from "@/ui/webhooks/state";
import { When } from "@/ui/when";
import { section } from "../../../(portal)/section";
import { StaffFrame } from "../../frame";
import { staff, staffMember } from "../../staff";
import { ActsOfEndpoint, Edit, Replay, ResendDelivery } from "../acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webhooks");
  return { title: t("title") };
}

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ status?: string; before?: string }>;
};

export default async function EndpointPage({ params, searchParams }: Props) {
  const t = await getTranslations("webhooks");
  const { id } = await params;
  const view = viewOf(await searchParams);
  const zone = env.HOUSE_TIMEZONE;
  const { role } = await staffMember();
  const caller = await staff();
  const { endpoints, may } = await caller.webhooks.list();
  const endpoint = endpoints.find((one) => one.id === id) ?? notFound();
  const { status, before } = view;
  const question = {
    endpointId: id,
    limit: 50,
    ...(status && { status }),
    ...(before && { before }),
  };
  return (
    <StaffFrame
      here="webhooks"
      above={[{ href: "/staff/webhooks", name: t("title") }]}
      title={endpoint.url}
    >
      <p className="mb-8">
        <EndpointState endpoint={endpoint} zone={zone} />{" "}
        <History subject={id} may={mayStaff(role, "audit:read")} />
      </p>
      <div className="space-y-12">
        {may.change ? (
          <Change endpoint={endpoint} zone={zone} />
        ) : (
          <p className="text-small text-muted">{t("mayNot")}</p>
        )}
        {
          await section(
            t("deliveries.title"),
            () => caller.webhooks.deliveries(question),
            (page) => (
              <Deliveries
                endpoint={endpoint}
                page={page}
                zone={zone}
                view={view}
                actions={(delivery) =>
                  may.change &&
                  endpoint.disabledAt === null && (
                    <ResendDelivery endpointId={id} delivery={delivery} />
                  )
                }
              />
            ),
            `/staff/webhooks/${id}`,
          )
        }
      </div>
    </StaffFrame>
  );
}

async function Change({ endpoint, zone }: { endpoint: Endpoint; zone: string }) {
  const t = await getTranslations("webhooks.endpoint");
  const { id, oldSecretUntil, disabledAt } = endpoint;
  const time = () => oldSecretUntil && <When at={oldSecretUntil} zone={zone} as="instant" />;
  return (
    <div className="grid gap-x-14 gap-y-12 lg:grid-cols-2 print:hidden">
      <Section title={t("settings")}>
        <Edit endpoint={endpoint} />
      </Section>
      <Section title={t("acts")}>
        <ActsOfEndpoint endpoint={endpoint} />
        {oldSecretUntil && (
          <p className="mt-3 text-small text-muted">{t.rich("oldSecret", { time })}</p>
        )}
        {disabledAt === null && <Replay endpointId={id} since={yesterday()} />}
      </Section>
    </div>
  );
}

function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
}

function viewOf({ status, before }: { status?: string; before?: string }): DeliveriesView {
  return {
    status: deliveryStatuses.find((one) => one === status) ?? null,
    before: before && isUuid(before) ? before : null,
  };
}

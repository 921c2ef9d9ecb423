import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { Section } from "@/ui/section";
import { Endpoints } from "@/ui/webhooks/endpoints";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff } from "../staff";
import { Add } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webhooks");
  return { title: t("title") };
}

export default async function WebhooksPage() {
  const t = await getTranslations("webhooks");
  const zone = env.HOUSE_TIMEZONE;
  const caller = await staff();
  return (
    <StaffFrame here="webhooks" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone })}</p>
      {
        await section(
          t("endpoints.title"),
          () => caller.webhooks.list(),
          ({ endpoints, may }) => (
            <div className="space-y-12">
              <Endpoints endpoints={endpoints} zone={zone} />
              {may.change ? (
                <Section title={t("form.add")} className="print:hidden">
                  <Add />
                </Section>
              ) : (
                <p className="text-small text-muted">{t("mayNot")}</p>
              )}
            </div>
          ),
          "/staff/webhooks",
        )
      }
    </StaffFrame>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { isUuid } from "@/lib/ids";
import { exportKindNames } from "@/ui/exports/data";
import { FilterWords } from "@/ui/exports/parts";
import { Section } from "@/ui/section";
import { When } from "@/ui/when";
import { StaffFrame } from "../../frame";
import { readOrNone } from "../../read-or-none";
import { staff } from "../../staff";
import { Progress } from "../acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.exports");
  return { title: t("title") };
}

export default async function ExportPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("console.exports");
  const { id } = await params;
  if (!isUuid(id)) notFound();
  const caller = await staff();
  const found = await readOrNone(() => caller.exports.get({ id }));
  const zone = env.HOUSE_TIMEZONE;
  const known = exportKindNames.find((one) => one === found.kind);
  return (
    <StaffFrame
      here="exports"
      above={[{ href: "/staff/exports", name: t("title") }]}
      title={t("one")}
    >
      <Section title={known ? t(`kind.${known}`) : found.kind}>
        <p className="mb-4">
          <FilterWords of={found} />
        </p>
        <Progress of={found} />
        <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-small">
          <dt className="text-muted">{t("askedAt")}</dt>
          <dd>
            <When at={found.createdAt} zone={zone} as="instant" />
          </dd>
          <dt className="text-muted">{t("keptUntil")}</dt>
          <dd>
            <When at={found.expiresAt} zone={zone} as="instant" />
          </dd>
        </dl>
        <p className="mt-4 max-w-prose text-small text-muted">{t("note")}</p>
      </Section>
    </StaffFrame>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { Keys } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.keys");
  return { title: t("title") };
}

export default async function ApiKeysPage() {
  const t = await getTranslations("console.keys");
  const { role } = await staffMember();
  const caller = await staff();
  return (
    <StaffFrame here="apiKeys" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone: env.HOUSE_TIMEZONE })}</p>
      {mayStaff(role, "apiKeys:manage") ? (
        await section(
          t("list"),
          () => caller.apiKeys.list(),
          ({ keys, scopes }) => (
            <Keys keys={keys} scopes={scopes} zone={env.HOUSE_TIMEZONE} now={new Date()} />
          ),
          "/staff/api-keys",
        )
      ) : (
        <p>{t("mayNot")}</p>
      )}
    </StaffFrame>
  );
}

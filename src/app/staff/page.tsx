import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { EventsHealth } from "@/ui/events/health";
import { section } from "../(portal)/section";
import { StaffFrame } from "./frame";
import { staff, staffMember } from "./staff";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.staff");
  return { title: t("title") };
}

export default async function StaffPage() {
  const actor = await staffMember();
  const t = await getTranslations("signIn.staff");
  const health = await getTranslations("staff.health");
  const caller = await staff();
  const of = { zone: env.HOUSE_TIMEZONE, sandbox: env.mode === "sandbox" };
  return (
    <StaffFrame here="home" title={actor.name}>
      <p className="mb-10 text-muted">{t("role", { role: actor.role })}</p>
      {
        await section(
          health("title"),
          () => caller.events.health(),
          (found) => <EventsHealth health={found} {...of} />,
          "/staff",
        )
      }
    </StaffFrame>
  );
}

import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { getStaffActor } from "@/auth/actor";
import { Shell } from "@/ui/shell";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.staff");
  return { title: t("title") };
}

export default async function StaffPage() {
  const actor = await getStaffActor();
  if (!actor) redirect("/staff/sign-in");
  const t = await getTranslations("signIn.staff");
  return (
    <Shell who={actor.name} signOutTo="/sign-out?realm=staff">
      <h1 className="mb-4 font-serif text-figure">{actor.name}</h1>
      <p className="text-muted">{t("role", { role: actor.role })}</p>
    </Shell>
  );
}

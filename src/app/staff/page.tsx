import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Shell } from "@/ui/shell";
import { staffMember } from "./staff";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.staff");
  return { title: t("title") };
}

export default async function StaffPage() {
  const actor = await staffMember();
  const t = await getTranslations("signIn.staff");
  const webhooks = await getTranslations("webhooks");
  return (
    <Shell who={actor.name} signOutTo="/sign-out?realm=staff">
      <h1 className="mb-4 font-serif text-figure">{actor.name}</h1>
      <p className="text-muted">{t("role", { role: actor.role })}</p>
      <p className="mt-8">
        <Link href="/staff/webhooks" className="text-green underline underline-offset-4">
          {webhooks("open")}
        </Link>
      </p>
    </Shell>
  );
}

import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { getStaffActor } from "@/auth/actor";
import { signInWays } from "@/auth/sign-in";
import { Notice } from "@/ui/notice";
import { SignInWays } from "@/ui/sign-in-ways";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("staffTitle") };
}

type Props = { searchParams: Promise<{ problem?: string; error?: string; again?: string }> };

export default async function StaffSignInPage({ searchParams }: Props) {
  const t = await getTranslations("signIn");
  const { problem, error, again } = await searchParams;
  const isAgain = again === "1";
  if (!isAgain && (await getStaffActor())) redirect("/staff");
  return (
    <Notice title={t(isAgain ? "againTitle" : "staffTitle")}>
      {isAgain && <p className="mb-8">{t("again")}</p>}
      <SignInWays realm="staff" ways={await signInWays("staff")} problem={problem ?? error} />
    </Notice>
  );
}

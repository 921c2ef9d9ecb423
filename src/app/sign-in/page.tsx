import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { getActor } from "@/auth/actor";
import { signInWays } from "@/auth/sign-in";
import { Notice } from "@/ui/notice";
import { SignInWays } from "@/ui/sign-in-ways";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

type Props = { searchParams: Promise<{ problem?: string; error?: string }> };

export default async function SignInPage({ searchParams }: Props) {
  if (await getActor()) redirect("/");
  const t = await getTranslations("signIn");
  const { problem, error } = await searchParams;
  return (
    <Notice title={t("title")}>
      <SignInWays realm="customer" ways={await signInWays("customer")} problem={problem ?? error} />
    </Notice>
  );
}

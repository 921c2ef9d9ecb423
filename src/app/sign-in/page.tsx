import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getActor } from "@/auth/actor";
import { signInWays } from "@/auth/sign-in";
import { Notice } from "@/ui/notice";
import { SignInWays } from "@/ui/sign-in-ways";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ problem?: string; error?: string }> };

export default async function SignInPage({ searchParams }: Props) {
  if (await getActor()) redirect("/");
  const { problem, error } = await searchParams;
  return (
    <Notice title="Sign in">
      <SignInWays realm="customer" ways={await signInWays("customer")} problem={problem ?? error} />
    </Notice>
  );
}

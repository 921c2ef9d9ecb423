import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getStaffActor } from "@/auth/actor";
import { signInWays } from "@/auth/sign-in";
import { Notice } from "@/ui/notice";
import { SignInWays } from "@/ui/sign-in-ways";

export const metadata: Metadata = { title: "Staff sign-in" };

type Props = { searchParams: Promise<{ problem?: string; error?: string }> };

export default async function StaffSignInPage({ searchParams }: Props) {
  if (await getStaffActor()) redirect("/staff");
  const { problem, error } = await searchParams;
  return (
    <Notice title="Staff sign-in">
      <SignInWays realm="staff" ways={await signInWays("staff")} problem={problem ?? error} />
    </Notice>
  );
}

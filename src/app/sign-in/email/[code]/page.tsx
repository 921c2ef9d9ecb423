import type { Metadata } from "next";
import { Notice } from "@/ui/notice";
import { PostForm } from "@/ui/post-form";

export const metadata: Metadata = { title: "Sign in" };

/** Waits for a press: a mail scanner that opens links, or even runs scripts, uses nothing up. */
export default async function EmailLinkPage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  return (
    <Notice title="Sign in to Tallybook">
      <PostForm action="/sign-in/email/redeem" fields={{ code }} button="Sign in" />
    </Notice>
  );
}

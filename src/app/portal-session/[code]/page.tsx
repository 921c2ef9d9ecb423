import type { Metadata } from "next";
import { Notice } from "@/ui/notice";
import { PostForm } from "@/ui/post-form";

export const metadata: Metadata = { title: "Opening your account" };

/** Posts the code itself, so that whatever only looks at links does not use it up (SCREENS G15). */
export default async function PortalLinkPage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  return (
    <Notice title="Opening your account">
      <PostForm action="/portal-session/redeem" fields={{ code }} button="Continue" auto />
    </Notice>
  );
}

import type { Metadata } from "next";
import { Notice } from "@/ui/notice";

export const metadata: Metadata = { title: "Check your mail" };
export const dynamic = "force-dynamic";

export default function SentPage() {
  return (
    <Notice title="Check your mail">
      <p>
        If the address belongs to somebody here, a link is on its way. It works once, for 15
        minutes.
      </p>
    </Notice>
  );
}

import type { Metadata } from "next";
import { Notice } from "@/ui/notice";

export const metadata: Metadata = { title: "This link no longer works" };
export const dynamic = "force-dynamic";

export default function ExpiredLinkPage() {
  return (
    <Notice title="This link no longer works">
      <p>
        A sign-in link works once, and only for a few minutes. Go back to where you got it and ask
        for a new one.
      </p>
      <p className="mt-4 text-muted">
        If you have just opened it, you may be signed in already:{" "}
        <a href="/" className="text-green underline underline-offset-4">
          go to the overview
        </a>
        .
      </p>
    </Notice>
  );
}

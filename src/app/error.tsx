"use client";

import { PageFailed } from "@/ui/page-failed";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** The last resort but one: not even the shell could be made. */
export default function PageError({ error, retry }: Props) {
  return (
    <main className="mx-auto max-w-xl px-6 py-16">
      <PageFailed errorId={error.digest} retry={retry} />
    </main>
  );
}

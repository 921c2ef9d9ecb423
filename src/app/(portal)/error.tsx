"use client";

import { PageFailed } from "@/ui/page-failed";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** A page that could not be made; the shell around it stands, and so do the ways to the other pages. */
export default function PageError({ error, retry }: Props) {
  return <PageFailed errorId={error.digest} retry={retry} />;
}

import Link from "next/link";
import type { ReactNode } from "react";

/** From a section to the page that has all of it. */
export function MoreLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <p className="mt-4 text-small print:hidden">
      <Link
        href={href}
        prefetch={false}
        className="inline-block min-h-6 py-0.5 text-green underline decoration-rule underline-offset-4 hover:decoration-current"
      >
        {children}
      </Link>
    </p>
  );
}

"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { portalPages } from "./pages";

export function PortalNav() {
  const t = useTranslations("shell");
  const path = usePathname();
  return (
    <nav aria-label={t("pages.label")} className="print:hidden">
      <ul className="flex flex-wrap gap-x-5 sm:gap-x-6">
        {portalPages.map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isAt(path, href) ? "page" : undefined}
              className="inline-block border-b-2 border-transparent forced-colors:not-aria-[current=page]:border-[Canvas] py-1.5 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-green aria-[current=page]:text-ink sm:py-2"
            >
              <Word>{t(`pages.${name}`)}</Word>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Says at once that the press was taken, where the page takes a moment. */
function Word({ children }: { children: string }) {
  const { pending } = useLinkStatus();
  return <span className={pending ? "text-green" : undefined}>{children}</span>;
}

function isAt(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}

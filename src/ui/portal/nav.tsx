"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

/** Where a customer can go; the pages, in the order people ask for them. */
export const portalPages = [
  { href: "/", name: "overview" },
  { href: "/usage", name: "usage" },
  { href: "/invoices", name: "invoices" },
  { href: "/credits", name: "credits" },
  { href: "/settings", name: "settings" },
] as const;

export function PortalNav() {
  const t = useTranslations("shell");
  const path = usePathname();
  return (
    <nav aria-label={t("pages.label")} className="overflow-x-auto print:hidden">
      <ul className="flex gap-x-6">
        {portalPages.map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isAt(path, href) ? "page" : undefined}
              className="inline-block border-b-2 border-transparent py-2 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-green aria-[current=page]:text-ink"
            >
              {t(`pages.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isAt(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { StaffPage, StaffPlace } from "./pages";

/** The ways through our own pages: only those that lead somewhere for whoever looks. */
export function StaffNav({ here, pages }: { here: StaffPlace; pages: readonly StaffPage[] }) {
  const t = useTranslations("staff.nav");
  return (
    <nav aria-label={t("label")} className="mb-4 print:hidden">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {pages.map(({ href, name }) => (
          <li key={name}>
            <Link
              href={href}
              aria-current={here === name ? "true" : undefined}
              className="inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline"
            >
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

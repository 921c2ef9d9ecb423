import Link from "next/link";
import { useTranslations } from "next-intl";

const parts = [
  { name: "general", href: "/settings" },
  { name: "billing", href: "/settings/billing" },
  { name: "payment", href: "/settings/payment" },
] as const;

/** The pages of the settings, with the one that is open. */
export function SettingsParts({ at }: { at: (typeof parts)[number]["name"] }) {
  const t = useTranslations("billing.parts");
  return (
    <nav aria-label={t("label")} className="mb-8 print:hidden">
      <ul className="flex flex-wrap gap-x-6">
        {parts.map(({ name, href }) => (
          <li key={name}>
            <Link
              href={href}
              aria-current={name === at ? "page" : undefined}
              className="inline-block py-1 text-muted underline decoration-rule underline-offset-4 hover:text-ink aria-[current=page]:text-ink aria-[current=page]:decoration-green"
            >
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

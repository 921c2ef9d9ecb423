import Link from "next/link";
import { useTranslations } from "next-intl";

/** Where staff can go. */
export const staffPages = {
  home: "/staff",
  customers: "/staff/customers",
  approvals: "/staff/approvals",
  tasks: "/staff/tasks",
  disputes: "/staff/disputes",
  events: "/staff/events",
  webhooks: "/staff/webhooks",
  apiKeys: "/staff/api-keys",
  people: "/staff/people",
  audit: "/staff/audit",
} as const;

export type StaffPlace = keyof typeof staffPages;

/** The ways through our own pages: only those that lead somewhere for whoever looks. */
export function StaffNav({ here, hidden }: { here: StaffPlace; hidden: readonly StaffPlace[] }) {
  const t = useTranslations("staff.nav");
  const shown = (Object.keys(staffPages) as StaffPlace[]).filter(
    (place) => !hidden.includes(place),
  );
  return (
    <nav aria-label={t("label")} className="mb-4 print:hidden">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {shown.map((place) => (
          <li key={place}>
            <Link
              href={staffPages[place]}
              aria-current={here === place ? "true" : undefined}
              className="inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline"
            >
              {t(place)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

import { useTranslations } from "next-intl";

/** What one of us can be, to choose from. */
export function RoleOptions({ of }: { of: readonly string[] }) {
  const t = useTranslations("console.people");
  return of.map((role) => (
    <option key={role} value={role}>
      {t(`roles.${role}` as never)}
    </option>
  ));
}

import { useTranslations } from "next-intl";
import type { Role } from "./data";

type Props = {
  legend: string;
  value: Role;
  onChange: (role: Role) => void;
  of?: readonly Role[];
};

const everyRole: readonly Role[] = ["owner", "billing_manager", "viewer"];

/** The roles, each with what it may do. */
export function RoleChoice({ legend, value, onChange, of = everyRole }: Props) {
  const name = useTranslations("common.role");
  const t = useTranslations("settings.members.roles");
  return (
    <fieldset>
      <legend className="mb-1 text-small text-muted">{legend}</legend>
      {of.map((role) => (
        <label key={role} className="flex min-h-11 items-baseline gap-3 py-1.5">
          <input
            type="radio"
            name="role"
            value={role}
            checked={value === role}
            onChange={() => onChange(role)}
            className="accent-green"
          />
          <span>
            {name(role)}
            <span className="block text-small text-muted">{t(role)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

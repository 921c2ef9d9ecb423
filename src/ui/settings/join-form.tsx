import { useTranslations } from "next-intl";
import { field, mainButton } from "./buttons";
import type { Role } from "./data";

type Props = {
  code: string;
  email: string;
  role: Role;
  /** What we know them by; null asks somebody new for a name. */
  name: string | null;
  nameRefused: boolean;
};

/** Accepting an invitation. A plain form: it works before any script has loaded. */
export function JoinForm({ code, email, role, name, nameRefused }: Props) {
  const t = useTranslations("settings.join");
  const roleName = useTranslations("common.role");
  const does = useTranslations("settings.members.roles");
  return (
    <form action="/invitation/redeem" method="post" className="mt-4 space-y-5">
      <input type="hidden" name="code" value={code} />
      <p>
        <span className="block text-small text-muted">{t("role")}</span>
        {roleName(role)}
        <span className="block text-small text-muted">{does(role)}</span>
      </p>
      <p className="text-small break-all text-muted">{t("as", { email })}</p>
      {name === null && (
        <div>
          <label htmlFor="name" className="block text-small text-muted">
            {t("name")}
          </label>
          <input
            id="name"
            name="name"
            required
            maxLength={80}
            autoComplete="name"
            aria-invalid={nameRefused}
            aria-describedby="name-hint"
            className={field}
          />
          <p
            id="name-hint"
            role={nameRefused ? "alert" : undefined}
            className={`mt-1 text-small ${nameRefused ? "text-ochre" : "text-muted"}`}
          >
            {nameRefused ? t("nameBad") : t("nameHint")}
          </p>
        </div>
      )}
      <button type="submit" className={mainButton}>
        {t("accept")}
      </button>
    </form>
  );
}

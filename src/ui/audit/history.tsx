import Link from "next/link";
import { useTranslations } from "next-intl";
import { auditHref, everything } from "./address";

type Props = {
  /** What it is about: its id, or a key's prefix; of an account everything is. */
  subject?: string;
  account?: string;
  /** What it is called, where several stand on a page. */
  name?: string;
  may: boolean;
};

/** AU1: the way from a thing to what was done about it. Nothing for whoever may not read the audit log. */
export function History({ subject, account, name, may }: Props) {
  const t = useTranslations("console.audit");
  if (!may) return null;
  const of = { subject: subject ?? null, account: account ?? null };
  return (
    <Link
      href={auditHref(everything, of)}
      aria-label={name && t("historyOf", { name })}
      className="inline-block min-h-6 py-0.5 text-small text-green underline underline-offset-4 print:hidden"
    >
      {t("history")}
    </Link>
  );
}

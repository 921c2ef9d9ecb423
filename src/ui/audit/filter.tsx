import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { type AuditView, auditHref, everything } from "./address";

const control = "min-h-9 w-full border border-muted bg-sheet px-2 text-ink";

/** A plain form: it works before any script has loaded, and its address can be passed on. */
export function AuditFilter({ view }: { view: AuditView }) {
  const t = useTranslations("console.audit.filter");
  return (
    <search aria-label={t("label")} className="mb-6 block print:hidden">
      <form
        key={auditHref(view, {})}
        action="/staff/audit"
        className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-4"
      >
        <Field name="account" value={view.account} label={t("account")} type="search" />
        <Field name="subject" value={view.subject} label={t("subject")} type="search" />
        <Field name="act" value={view.act} label={t("act")} type="search" />
        <Field name="actor" value={view.actor} label={t("actor")} type="search" />
        <Field name="from" value={view.from} label={t("from")} type="date" />
        <Field name="to" value={view.to} label={t("to")} type="date" />
        <button
          type="submit"
          className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
        >
          {t("apply")}
        </button>
      </form>
      <p className="mt-2 flex flex-wrap gap-x-6 text-small">
        {auditHref(view, {}) !== auditHref(everything, {}) && (
          <Link
            href={auditHref(everything, {})}
            className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
          >
            {t("clear")}
          </Link>
        )}
      </p>
    </search>
  );
}

type FieldProps = { name: string; value: string | null; label: string; type: "search" | "date" };

function Field({ name, value, label, type }: FieldProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-small text-muted">
        {label}
      </label>
      <input
        id={id}
        type={type}
        name={name}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        defaultValue={value ?? ""}
        className={control}
      />
    </div>
  );
}

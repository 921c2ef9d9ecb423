import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { type EventsView, eventsHref } from "./address";
import { eventStatuses } from "./data";
import { EventState } from "./state";

const fieldStyle = "min-h-9 w-full border border-muted bg-sheet px-2 text-ink";
const nothing = { status: null, type: null, search: null, account: null };

export function isFiltered({ status, type, search, account }: EventsView): boolean {
  return [status, type, search, account].some((one) => one !== null);
}

/** A plain form: it works before any script has loaded, and its address can be passed on. */
export function EventsFilter({ view }: { view: EventsView }) {
  const t = useTranslations("staff.events.filter");
  return (
    <search aria-label={t("label")} className="mb-6 block print:hidden">
      <Statuses view={view} />
      {/* Fields keep what was typed; another address fills them anew. */}
      <form
        key={eventsHref(view, {})}
        action="/staff/events"
        className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-[2fr_1fr_1fr_auto]"
      >
        {view.status && <input type="hidden" name="status" value={view.status} />}
        <Field name="search" value={view.search} label={t("search")} />
        <Field name="type" value={view.type} label={t("type")} hint={t("typeHint")} />
        <Field name="account" value={view.account} label={t("account")} />
        <button
          type="submit"
          className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
        >
          {t("apply")}
        </button>
      </form>
      {isFiltered(view) && (
        <p className="mt-2 text-small">
          <Link
            href={eventsHref(view, nothing)}
            className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
          >
            {t("clear")}
          </Link>
        </p>
      )}
    </search>
  );
}

function Statuses({ view }: { view: EventsView }) {
  const t = useTranslations("staff.events.filter");
  return (
    <ul className="mb-4 flex flex-wrap gap-x-6 gap-y-1">
      {[null, ...eventStatuses].map((status) => (
        <li key={status ?? "any"}>
          <Link
            href={eventsHref(view, { status })}
            scroll={false}
            aria-current={view.status === status ? "true" : undefined}
            className="inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline"
          >
            {status ? <EventState of={status} /> : t("any")}
          </Link>
        </li>
      ))}
    </ul>
  );
}

type FieldProps = { name: string; value: string | null; label: string; hint?: string };

function Field({ name, value, label, hint }: FieldProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-small text-muted">
        {label}
        {hint && ` (${hint})`}
      </label>
      <input
        id={id}
        type="search"
        name={name}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        defaultValue={value ?? ""}
        className={fieldStyle}
      />
    </div>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { type CustomersView, customersHref } from "./address";
import { customerStates } from "./data";

const chosen =
  "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline";
const control = "min-h-9 border border-muted bg-sheet px-2 text-ink";

type Props = { view: CustomersView; plans: { code: string; name: string }[] };

/** The search, and what the list is narrowed to: plain forms and links, whose address can be passed on. */
export function CustomersFilter({ view, plans }: Props) {
  const t = useTranslations("console.customers");
  return (
    <search aria-label={t("search")} className="mb-8 block print:hidden">
      <Search text={view.q} />
      {view.q === null && (
        <>
          <ul className="mt-4 flex flex-wrap gap-x-6 gap-y-1">
            {[null, ...customerStates].map((state) => (
              <li key={state ?? "all"}>
                <Link
                  href={customersHref(view, { state })}
                  aria-current={view.state === state ? "true" : undefined}
                  className={chosen}
                >
                  {t(`state.${state ?? "all"}`)}
                </Link>
              </li>
            ))}
          </ul>
          {plans.length > 0 && <Plans view={view} plans={plans} />}
        </>
      )}
      {view.q !== null && (
        <p className="mt-2 text-small">
          <Link href="/staff/customers" className="text-green underline underline-offset-4">
            {t("showAll")}
          </Link>
        </p>
      )}
    </search>
  );
}

function Search({ text }: { text: string | null }) {
  const t = useTranslations("console.customers");
  const id = useId();
  return (
    <form key={text} action="/staff/customers" className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="min-w-0 grow">
        <label htmlFor={id} className="mb-1 block text-small text-muted">
          {t("searchLabel")}
        </label>
        <input
          id={id}
          type="search"
          name="q"
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          defaultValue={text ?? ""}
          className={`${control} w-full`}
        />
      </div>
      <button
        type="submit"
        className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
      >
        {t("find")}
      </button>
    </form>
  );
}

function Plans({ view, plans }: Props) {
  const t = useTranslations("console.customers");
  const id = useId();
  return (
    <form
      key={view.plan}
      action="/staff/customers"
      className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-small"
    >
      {view.state && <input type="hidden" name="state" value={view.state} />}
      <label htmlFor={id} className="text-muted">
        {t("plan")}
      </label>
      <select id={id} name="plan" defaultValue={view.plan ?? ""} className={control}>
        <option value="">{t("anyPlan")}</option>
        {plans.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      <button type="submit" className="min-h-6 underline underline-offset-4">
        {t("apply")}
      </button>
    </form>
  );
}

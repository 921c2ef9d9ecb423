import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { type CustomersView, customersHref } from "./address";
import { customerStates } from "./data";

const chosen =
  "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline";
const control = "min-h-9 border border-muted bg-sheet px-2 text-ink";

type Choices = {
  plans: { code: string; name: string }[];
  segments: string[];
  currencies: string[];
};
type Props = { view: CustomersView; of: Choices | null };

/** The search, and what the list is narrowed to: plain forms and links, whose address can be passed on. */
export function CustomersFilter({ view, of }: Props) {
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
          {of && <Narrow view={view} of={of} />}
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

/** Everything else the list is narrowed by: one plain form, whose fields stand in the address. */
function Narrow({ view, of }: { view: CustomersView; of: Choices }) {
  const t = useTranslations("console.customers");
  const plans = of.plans.map(({ code, name }) => ({ value: code, name }));
  const plain = (values: string[]) => values.map((value) => ({ value, name: value }));
  const currencies = of.currencies.map((value) => ({ value, name: value.toUpperCase() }));
  return (
    <form
      key={customersHref(view, {})}
      action="/staff/customers"
      className="mt-3 flex flex-wrap items-end gap-x-4 gap-y-2 text-small"
    >
      {view.state && <input type="hidden" name="state" value={view.state} />}
      <Choice name="plan" any={t("anyPlan")} label={t("plan")} of={plans} chosen={view.plan} />
      <Choice
        {...{ name: "segment", any: t("anySegment"), label: t("segment") }}
        of={plain(of.segments)}
        chosen={view.segment}
      />
      <Choice
        {...{ name: "currency", any: t("anyCurrency"), label: t("currency") }}
        of={currencies}
        chosen={view.currency}
      />
      <label className="text-muted">
        <span className="mb-1 block">{t("below")}</span>
        <input
          name="below"
          inputMode="numeric"
          pattern="[1-9][0-9]{0,17}"
          autoComplete="off"
          defaultValue={view.below ?? ""}
          className={`${control} w-36`}
        />
      </label>
      <button type="submit" className="min-h-9 underline underline-offset-4">
        {t("apply")}
      </button>
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  any: string;
  of: { value: string; name: string }[];
  chosen: string | null;
};

function Choice({ name, label, any, of, chosen }: ChoiceProps) {
  if (of.length === 0) return null;
  return (
    <label className="text-muted">
      <span className="mb-1 block">{label}</span>
      <select name={name} defaultValue={chosen ?? ""} className={control}>
        <option value="">{any}</option>
        {of.map((one) => (
          <option key={one.value} value={one.value}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

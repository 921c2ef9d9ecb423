import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { useMonthName } from "../charges/words";
import { type Dimension, type ReportView, reportHref } from "./address";
import type { Problem } from "./as-of";
import type { Choices } from "./data";
import { LookBack } from "./look-back";
import { isNarrowedBy } from "./narrowed";

const control = "min-h-9 w-full border border-muted bg-sheet px-2 text-ink";

type Props = {
  view: ReportView;
  choices: Choices;
  months: string[];
  dimensions: Dimension[];
  zone: string;
  problem: Problem | null;
};

/** A plain form: it works before any script has loaded, and its address can be passed on. */
export function ReportFilter({ view, choices, months, dimensions, zone, problem }: Props) {
  const t = useTranslations("reports.filter");
  return (
    <search aria-label={t("label")} className="mb-8 block print:hidden">
      <form
        key={reportHref(view)}
        action="/staff/reports"
        className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-3 lg:grid-cols-6"
      >
        {view.report !== "money" && <input type="hidden" name="report" value={view.report} />}
        <Narrowings {...{ view, choices, months }} />
        <LookBack {...{ view, zone, problem }} />
        <By view={view} dimensions={dimensions} />
        <button
          type="submit"
          className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline sm:mt-6.5"
        >
          {t("show")}
        </button>
      </form>
    </search>
  );
}

/** Of months, currencies, plans and segments those the report is narrowed by. */
function Narrowings({ view, choices, months }: Pick<Props, "view" | "choices" | "months">) {
  const t = useTranslations("reports.filter");
  const monthName = useMonthName();
  const named = months.map((one) => [one, monthName(one)] as const);
  const any = ["", t("any")] as const;
  const options = {
    currency: [any, ...choices.currencies.map((one) => [one, one.toUpperCase()] as const)],
    plan: [any, ...choices.plans.map(({ code, name }) => [code, name] as const)],
    segment: [any, ...choices.segments.map((one) => [one, one] as const)],
  };
  return (
    <>
      {isNarrowedBy(view, "from") && (
        <Choice name="from" label={t("from")} value={view.from} options={named} />
      )}
      <Choice name="to" label={t("to")} value={view.to} options={named} />
      {(["currency", "plan", "segment"] as const).map(
        (one) =>
          isNarrowedBy(view, one) && (
            <Choice key={one} name={one} label={t(one)} value={view[one]} options={options[one]} />
          ),
      )}
    </>
  );
}

/** What rows are told apart by. */
function By({ view, dimensions }: Pick<Props, "view" | "dimensions">) {
  const t = useTranslations("reports.filter");
  if (dimensions.length === 0) return null;
  return (
    <fieldset className="sm:col-span-2">
      <legend className="mb-1 text-small text-muted">{t("by")}</legend>
      <span className="flex flex-wrap gap-x-4">
        {dimensions.map((one) => (
          <label key={one} className="inline-flex min-h-9 items-center gap-2">
            <input type="checkbox" name="by" value={one} defaultChecked={view.by.includes(one)} />
            {t(`by_${one}`)}
          </label>
        ))}
      </span>
    </fieldset>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  value: string | null;
  options: (readonly [value: string, words: string])[];
};

function Choice({ name, label, value, options }: ChoiceProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <select id={id} name={name} defaultValue={value ?? ""} className={control}>
          {options.map(([one, words]) => (
            <option key={one} value={one}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-small text-muted">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

/** Where nothing is asked for, the way to everything. */
export function ClearFilter({ view }: { view: ReportView }) {
  const t = useTranslations("reports.filter");
  const all = reportHref({ ...view, ...everything });
  if (all === reportHref(view)) return null;
  return (
    <Link
      href={all}
      className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
    >
      {t("clear")}
    </Link>
  );
}

const everything = {
  ...{ from: null, to: null, currency: null, plan: null, segment: null, by: [] },
  ...{ booked: null, known: null },
};

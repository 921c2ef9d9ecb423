import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { smallLinkStyle } from "../credits-page/link-style";
import { type InvoicesView, invoicesHref, invoiceTypes, isFiltered, nothingAsked } from "./address";
import { StatusFilter } from "./status-filter";

const fieldStyle = "min-h-9 w-full border border-muted bg-sheet px-2 text-ink";
const amount = "[0-9]{1,12}([.,][0-9]{1,2})?";

type Props = { view: InvoicesView; zone: string };

/** A plain form: it works before any script has loaded, and its address can be passed on. */
export function InvoicesFilter({ view, zone }: Props) {
  const t = useTranslations("invoices.filter");
  return (
    <search aria-label={t("label")} className="mb-8 block print:hidden">
      <StatusFilter view={view} />
      {/* Fields keep what was typed; another address fills them anew. */}
      <form key={invoicesHref(view, {})} action="/invoices">
        {view.status && <input type="hidden" name="status" value={view.status} />}
        <div className="grid grid-cols-[1fr_auto] items-end gap-x-4 sm:max-w-md">
          <Field label={t("search")}>
            <input
              type="search"
              name="search"
              maxLength={60}
              autoComplete="off"
              defaultValue={view.search ?? ""}
              className={fieldStyle}
            />
          </Field>
          <button
            type="submit"
            className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
          >
            {t("apply")}
          </button>
        </div>
        <details open={hasMore(view)} className="mt-3">
          <summary className="min-h-6 cursor-pointer py-0.5 text-small text-green">
            {t("more")}
          </summary>
          <div className="mt-3 grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3 lg:grid-cols-6">
            <More view={view} />
          </div>
        </details>
      </form>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-4 text-small text-muted">
        <span>{t("zone", { zone })}</span>
        {isFiltered(view) && (
          <Link href={invoicesHref(nothingAsked, {})} className={smallLinkStyle}>
            {t("clear")}
          </Link>
        )}
      </p>
    </search>
  );
}

/** What kind it is, when it was issued, which day it is about, and how much it came to. */
function More({ view }: { view: InvoicesView }) {
  const t = useTranslations("invoices.filter");
  return (
    <>
      <Field label={t("type")}>
        <select name="type" defaultValue={view.type ?? ""} className={fieldStyle}>
          <option value="">{t("anyType")}</option>
          {invoiceTypes.map((type) => (
            <option key={type} value={type}>
              {t(type)}
            </option>
          ))}
        </select>
      </Field>
      {(["covers", "from", "to"] as const).map((name) => (
        <Field key={name} label={t(name)}>
          <input type="date" name={name} defaultValue={view[name] ?? ""} className={fieldStyle} />
        </Field>
      ))}
      {(["least", "most"] as const).map((name) => (
        <Field key={name} label={t(name)}>
          <input
            inputMode="decimal"
            name={name}
            pattern={amount}
            title={t("amountForm")}
            autoComplete="off"
            defaultValue={view[name] ?? ""}
            className={fieldStyle}
          />
        </Field>
      ))}
    </>
  );
}

/** Filters that are in force are never folded away. */
function hasMore({ type, covers, from, to, least, most }: InvoicesView): boolean {
  return [type, covers, from, to, least, most].some((one) => one !== null);
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field comes as a child.
    <label className="block min-w-0">
      <span className="mb-1 block text-small text-muted">{label}</span>
      {children}
    </label>
  );
}

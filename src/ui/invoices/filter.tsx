import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { smallLinkStyle } from "../credits-page/link-style";
import { type InvoicesView, invoicesHref, invoiceTypes, isFiltered, nothingAsked } from "./address";
import { StatusFilter } from "./status-filter";

const fieldStyle = "min-h-9 w-full border border-rule bg-sheet px-2 text-ink";
const amount = "[0-9]{1,12}([.,][0-9]{1,2})?";

type Props = { view: InvoicesView; zone: string };

/** A plain form: it works before any script has loaded, and its address can be passed on. */
export function InvoicesFilter({ view, zone }: Props) {
  const t = useTranslations("invoices.filter");
  return (
    <search aria-label={t("label")} className="mb-8 block print:hidden">
      <StatusFilter view={view} />
      <form action="/invoices">
        {view.status && <input type="hidden" name="status" value={view.status} />}
        <div className="grid grid-cols-2 items-end gap-x-4 gap-y-3 sm:grid-cols-4">
          <Field label={t("search")} wide>
            <input
              type="search"
              name="search"
              maxLength={60}
              autoComplete="off"
              defaultValue={view.search ?? ""}
              className={fieldStyle}
            />
          </Field>
          <Field label={t("type")} wide>
            <select name="type" defaultValue={view.type ?? ""} className={fieldStyle}>
              <option value="">{t("anyType")}</option>
              {invoiceTypes.map((type) => (
                <option key={type} value={type}>
                  {t(type)}
                </option>
              ))}
            </select>
          </Field>
          <Bounds view={view} />
          <button
            type="submit"
            className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline max-sm:col-span-2"
          >
            {t("apply")}
          </button>
        </div>
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

/** When it was issued, which day it is about, and how much it came to. */
function Bounds({ view }: { view: InvoicesView }) {
  const t = useTranslations("invoices.filter");
  return (
    <>
      {(["from", "to", "covers"] as const).map((name) => (
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

type FieldProps = { label: string; wide?: boolean; children: ReactNode };

function Field({ label, wide = false, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field comes as a child.
    <label className={`block min-w-0 ${wide ? "col-span-2" : ""}`}>
      <span className="mb-1 block text-small text-muted">{label}</span>
      {children}
    </label>
  );
}

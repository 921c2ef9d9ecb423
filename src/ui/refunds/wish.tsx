"use client";

import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import { decimalOf, formatMoney, type Money } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { Amount } from "../amount";
import { field } from "../settings/buttons";
import { Choices } from "./choice";
import { destinations, type RefundedInvoice } from "./data";
import type { RefundForm } from "./form";
import { parseMoney } from "./typed";

type Props = {
  invoice: RefundedInvoice;
  form: RefundForm;
  /** What can go back at all, once that is known. */
  left: Money | null;
  onChange: (change: Partial<RefundForm>) => void;
};

/** RF1, RF2: how much goes back, of what, and where to. */
export function RefundWish({ invoice, form, left, onChange }: Props) {
  const t = useTranslations("refunds.wish");
  return (
    <div className="space-y-5">
      <Choices
        legend={t("of")}
        options={["all", "amount", "lines"]}
        of={form.of}
        words={(of) => t(`ofWhat.${of}`)}
        onChoose={(of) => onChange({ of })}
        focusFirst
      />
      {form.of === "amount" && <AmountField {...{ invoice, form, left, onChange }} />}
      {form.of === "lines" && <LineFields {...{ invoice, form, onChange }} />}
      <Choices
        legend={t("destination")}
        options={destinations}
        of={form.destination}
        words={(destination) => t(`to.${destination}`)}
        onChoose={(destination) => onChange({ destination })}
      />
      {invoice.hasPlan && (
        <Choices
          legend={t("period")}
          options={["keep", "cancel"]}
          of={form.period}
          words={(period) => t(`periodIs.${period}`)}
          onChoose={(period) => onChange({ period })}
        />
      )}
    </div>
  );
}

/** RF11: the amount typed or slid to; what it would do to the balance follows it. */
function AmountField({ invoice, form, left, onChange }: Props) {
  const t = useTranslations("refunds.wish");
  const locale = numberLocale(useLocale());
  const id = useId();
  const minor = parseMoney(form.amount, invoice.currency) ?? 0n;
  const most = left?.minor ?? 0n;
  const at = minor > most ? most : minor;
  const typed = (value: bigint) => decimalOf({ minor: value, currency: invoice.currency });
  return (
    <div className="grid max-w-xl gap-x-6 gap-y-2 sm:grid-cols-[12rem_1fr]">
      <div>
        <label htmlFor={id} className="block text-small text-muted">
          {t("amount", { currency: invoice.currency.toUpperCase() })}
        </label>
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={form.amount}
          onChange={({ target }) => onChange({ amount: target.value })}
          className={field}
        />
      </div>
      <div className="self-end">
        <input
          type="range"
          aria-label={t("slide")}
          min={0}
          max={Number(most)}
          value={Number(at)}
          aria-valuetext={formatMoney({ minor: at, currency: invoice.currency }, locale)}
          onChange={({ target }) => onChange({ amount: typed(BigInt(target.value)) })}
          className="block min-h-6 w-full accent-green"
        />
        <p className="text-small text-muted">
          {left && t.rich("most", { amount: () => <Amount of={left} /> })}
        </p>
      </div>
    </div>
  );
}

function LineFields({ invoice, form, onChange }: Omit<Props, "left">) {
  const t = useTranslations("refunds.wish");
  const set = (lineId: string, typed: string | null) => {
    const { [lineId]: _, ...others } = form.lines;
    onChange({ lines: typed === null ? others : { ...others, [lineId]: typed } });
  };
  return (
    <ul aria-label={t("ofWhat.lines")} className="divide-y divide-rule border-y border-rule">
      {invoice.lines.map(({ lineId, description, left }) => {
        const typed = form.lines[lineId];
        return (
          <li key={lineId} className="grid gap-x-6 gap-y-1 py-2 sm:grid-cols-[1fr_12rem]">
            <label className="flex min-h-6 items-baseline gap-2">
              <input
                type="checkbox"
                checked={typed !== undefined}
                disabled={left.minor <= 0n}
                onChange={({ target }) => set(lineId, target.checked ? "" : null)}
                className="accent-green"
              />
              <span className="min-w-0 wrap-anywhere">
                {description}
                <span className="block text-small text-muted">
                  {t.rich("lineLeft", { amount: () => <Amount of={left} /> })}
                </span>
              </span>
            </label>
            {typed !== undefined && (
              <input
                inputMode="decimal"
                autoComplete="off"
                aria-label={t("lineAmount", { line: description })}
                placeholder={decimalOf(left)}
                value={typed}
                onChange={({ target }) => set(lineId, target.value)}
                className={field}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { formatWhen } from "../format";
import { field } from "../settings/buttons";
import { compareHref } from "./address";
import type { Comparison } from "./data";

type Props = { comparison: Comparison; zone: string };

/** A plain form: it works before any script has loaded, and its address can be passed on. */
export function CompareForm({ comparison: { now, before, choices }, zone }: Props) {
  const t = useTranslations("invoices.compare");
  const locale = useLocale();
  const label = now.number ? t("form.label", { number: now.number }) : t("form.labelDraft");
  return (
    <form
      action={compareHref(now.id)}
      className="grid grid-cols-[1fr_auto] items-end gap-x-4 sm:max-w-xl print:hidden"
    >
      <label className="block min-w-0">
        <span className="mb-1 block text-small text-muted">{label}</span>
        <select key={before?.id} name="with" defaultValue={before?.id} className={field}>
          {choices.map(({ id, number, date, total }) => (
            <option key={id} value={id}>
              {t("form.option", {
                number: number ?? t("draft"),
                date: formatWhen(date, { zone, as: "day", locale }),
                total: formatMoney(total, numberLocale(locale)).replace("-", "−"),
              })}
            </option>
          ))}
        </select>
      </label>
      <button
        type="submit"
        className="min-h-11 border border-strong px-4 underline-offset-4 hover:underline"
      >
        {t("form.apply")}
      </button>
    </form>
  );
}

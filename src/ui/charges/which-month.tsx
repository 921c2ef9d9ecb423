import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { chargesHref } from "./address";
import { type ChargedBy, chargedBy } from "./data";
import { useMonthName } from "./words";

type Props = { path: string; month: string; by: ChargedBy; months: string[]; zone: string };

const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

/** A plain form and plain links: any month can be passed on, in either way of telling it. */
export function WhichMonth({ path, month, by, months, zone }: Props) {
  const t = useTranslations("explain.charges");
  const monthName = useMonthName();
  const id = useId();
  const choices = months.includes(month) ? months : [month, ...months].sort().reverse();
  return (
    <search aria-label={t("which")} className="mb-6 block print:hidden">
      <ul aria-label={t("by")} className="mb-4 flex flex-wrap gap-x-6 gap-y-1">
        {chargedBy.map((one) => (
          <li key={one}>
            <Link
              href={chargesHref(path, { month, by: one })}
              scroll={false}
              aria-current={one === by ? "true" : undefined}
              className={`${way} aria-[current]:underline`}
            >
              {t(`by_${one}`)}
            </Link>
          </li>
        ))}
      </ul>
      <form
        key={`${month}${by}`}
        action={path}
        className="flex flex-wrap items-end gap-x-4 gap-y-2"
      >
        {by !== "period" && <input type="hidden" name="by" value={by} />}
        <div>
          <label htmlFor={id} className="mb-1 block text-small text-muted">
            {t("month", { zone })}
          </label>
          <select
            id={id}
            name="month"
            defaultValue={month}
            className="min-h-9 border border-muted bg-sheet px-2"
          >
            {choices.map((one) => (
              <option key={one} value={one}>
                {monthName(one)}
              </option>
            ))}
          </select>
        </div>
        <button
          type="submit"
          className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
        >
          {t("show")}
        </button>
      </form>
    </search>
  );
}

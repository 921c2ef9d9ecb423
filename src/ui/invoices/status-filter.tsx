import Link from "next/link";
import { useTranslations } from "next-intl";
import { Status } from "../status";
import { type InvoicesView, invoiceStatuses, invoicesHref } from "./address";

const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

/** One press for what people ask most: what is open, what is late. */
export function StatusFilter({ view }: { view: InvoicesView }) {
  const t = useTranslations("invoices.filter");
  return (
    <nav aria-label={t("status")} className="mb-5 print:hidden">
      {/* In columns nothing changes its line when our letters take the place of the browser's. */}
      <ul className="flex flex-wrap gap-x-6 gap-y-1 lg:grid lg:grid-cols-[repeat(6,auto)] lg:justify-start">
        <li>
          <Link
            href={invoicesHref(view, { status: null })}
            scroll={false}
            aria-current={view.status === null ? "true" : undefined}
            className={`${way} aria-[current]:underline`}
          >
            {t("any")}
          </Link>
        </li>
        {invoiceStatuses.map((status) => (
          <li key={status}>
            <Link
              href={invoicesHref(view, { status })}
              scroll={false}
              aria-current={view.status === status ? "true" : undefined}
              className={`${way} aria-[current]:underline`}
            >
              <Status of={status} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

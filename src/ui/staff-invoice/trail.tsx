import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Actor } from "../audit/actor";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import type { StaffInvoice } from "./data";

/** What happened to it, each step with its ledger entry on the customer's timeline. */
export function StaffInvoiceTrail({ of: { invoice, customer } }: { of: StaffInvoice }) {
  const t = useTranslations("invoices.trail");
  const steps = invoice.trail.map((step, index) => ({ ...step, key: `${index}-${step.what}` }));
  return (
    <Section title={t("title")}>
      <ol className="divide-y divide-rule">
        {steps.map(({ key, what, at, amount, version, actor }) => (
          <li key={key} className="grid gap-x-6 py-2 sm:grid-cols-[11rem_1fr_auto]">
            <When at={at} zone={customer.timezone} as="instant" />
            <span>
              {t(what)}
              {actor && (
                <span className="block text-small text-muted">
                  <Actor actor={actor} name={null} />
                </span>
              )}
            </span>
            <span className="sm:text-end">
              {amount && <Amount of={amount} />}
              {version !== null && (
                <Link
                  href={`/staff/customers/${customer.id}?entry=${version}`}
                  className={`ms-3 ${linkStyle}`}
                >
                  {`#${version}`}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

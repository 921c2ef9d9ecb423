import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { disputesOfHref } from "../disputes/address";
import { Section } from "../section";
import { When } from "../when";
import type { StaffInvoice } from "./data";

/** What payers' banks took back of it, or ask to. Nothing where none did. */
export function InvoiceDisputes({ of: { invoice, customer } }: { of: StaffInvoice }) {
  const t = useTranslations("refunds.disputes");
  const all = useTranslations("console.customers");
  if (invoice.disputes.length === 0) return null;
  return (
    <Section title={t("title")}>
      <ul className="space-y-2">
        {invoice.disputes.map(({ state, amount, openedAt }) => (
          <li key={`${openedAt.toISOString()} ${amount.minor}`}>
            {t.rich(state, {
              amount: () => <Amount of={amount} />,
              time: () => <When at={openedAt} zone={customer.timezone} />,
            })}
          </li>
        ))}
      </ul>
      <p className="mt-3 text-small">
        <Link
          href={disputesOfHref(customer.id)}
          className="text-green underline underline-offset-4"
        >
          {all("disputes")}
        </Link>
      </p>
    </Section>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { PageLinks } from "../page-links";
import { Section } from "../section";
import { type CustomersView, customersHref, narrowed } from "./address";
import type { CustomerRow, FoundAccount, SearchedBy } from "./data";

const link = "text-green underline underline-offset-4 wrap-anywhere";

type Page = { customers: CustomerRow[]; next: string | null };

/** SC2: customers by name. On a phone a row keeps who, what is wrong and what is left. */
export function CustomerList({ page, view }: { page: Page; view: CustomersView }) {
  const t = useTranslations("console.customers");
  const isNarrowed = Object.keys(narrowed(view)).length > 0;
  return (
    <Section title={t(isNarrowed ? "listOf" : "list")}>
      {page.customers.length === 0 ? (
        <p className="text-muted">{t(isNarrowed ? "noneOf" : "none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <Heads />
          <tbody>
            {page.customers.map((customer) => (
              <Row key={customer.id} customer={customer} />
            ))}
          </tbody>
        </table>
      )}
      <PageLinks
        first={view.before ? customersHref(view, {}) : null}
        next={page.next ? customersHref(view, { before: page.next }) : null}
      />
    </Section>
  );
}

function Heads() {
  const t = useTranslations("console.customers");
  return (
    <thead>
      <tr>
        <th scope="col">{t("customer")}</th>
        <th scope="col" className="max-md:hidden">
          {t("plan")}
        </th>
        <th scope="col" className="figure max-md:hidden">
          {t("monthly")}
        </th>
        <th scope="col" className="figure">
          {t("credits")}
        </th>
        <th scope="col" className="figure max-sm:hidden">
          {t("owes")}
        </th>
        <th scope="col" className="max-lg:hidden">
          {t("lastUsed")}
        </th>
      </tr>
    </thead>
  );
}

function Row({ customer }: { customer: CustomerRow }) {
  const t = useTranslations("console.customers");
  const { id, name, externalId, currency, plan, monthlyMinor, credits } = customer;
  const owes = <Owes customer={customer} />;
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <Link href={`/staff/customers/${id}`} className={link}>
          {name}
        </Link>
        <span className="block text-small text-muted wrap-anywhere">{externalId}</span>
        <span className="block text-small sm:hidden">{owes}</span>
      </th>
      <td className="max-md:hidden">{plan ?? <span className="text-muted">{t("noPlan")}</span>}</td>
      <td className="figure max-md:hidden">
        {monthlyMinor !== null && <Amount of={{ minor: monthlyMinor, currency }} />}
      </td>
      <td className="figure">
        <Credits of={credits} unit={false} />
      </td>
      <td className="figure max-sm:hidden">{owes}</td>
      <td className="max-lg:hidden tabular-nums">
        {customer.lastUsedOn ?? <span className="text-muted">{t("neverUsed")}</span>}
      </td>
    </tr>
  );
}

/** Overdue and disputed money, each said in a word beside its figure. */
function Owes({ customer: { overdueMinor, disputedMinor, currency } }: { customer: CustomerRow }) {
  const t = useTranslations("console.customers");
  return (
    <>
      {overdueMinor > 0n && (
        <span className="block text-ochre">
          <Amount of={{ minor: overdueMinor, currency }} /> {t("isOverdue")}
        </span>
      )}
      {disputedMinor > 0n && (
        <span className="block text-ochre">
          <Amount of={{ minor: disputedMinor, currency }} /> {t("isDisputed")}
        </span>
      )}
    </>
  );
}

type FoundProps = { found: FoundAccount[]; searched: readonly SearchedBy[]; text: string };

/** SC1: who was found by words; whoever finds nobody is told where was looked. */
export function FoundCustomers({ found, searched, text }: FoundProps) {
  const t = useTranslations("console.customers");
  return (
    <Section title={t("found", { text })}>
      {found.length === 0 ? (
        <>
          <p>{t("nobody")}</p>
          <ul className="mt-2 list-disc ps-5 text-muted">
            {searched.map((by) => (
              <li key={by}>{t(`searched.${by}`)}</li>
            ))}
          </ul>
        </>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("found", { text })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("customer")}</th>
              <th scope="col" className="max-sm:hidden">
                {t("email")}
              </th>
              <th scope="col">{t("by")}</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ id, name, externalId, email, by }) => (
              <tr key={id} data-row>
                <th scope="row" className="font-normal">
                  <Link href={`/staff/customers/${id}`} className={link}>
                    {name}
                  </Link>
                  <span className="block text-small text-muted wrap-anywhere">{externalId}</span>
                </th>
                <td className="wrap-anywhere max-sm:hidden">{email}</td>
                <td>{t(`searched.${by}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

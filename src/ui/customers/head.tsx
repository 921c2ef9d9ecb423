import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits, CreditsFigure } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import { When } from "../when";
import type { Customer } from "./data";
import { MoneyBalances } from "./money-balances";

type Props = { of: Customer; testMode: boolean; explaining: Explaining };

/** ST2: what an account has and owes, and what to know before doing anything. */
export function CustomerHead({ of, testMode, explaining }: Props) {
  const t = useTranslations("console.customer");
  const figures = useTranslations("explain.figure");
  const { customer, balance, plan, flags } = of;
  return (
    <>
      {flags.length > 0 && (
        <ul aria-label={t("flags")} className="mb-8 border-s-2 border-ochre ps-4">
          {flags.map((flag) => (
            <li key={flag}>
              <span aria-hidden="true" className="me-1.5 text-small text-ochre">
                ▲
              </span>
              {t(`flag.${flag}`)}
            </li>
          ))}
        </ul>
      )}
      <div className="grid gap-x-10 gap-y-8 md:grid-cols-2">
        <Section title={t("balance")}>
          <p className="flex flex-wrap items-baseline gap-x-4">
            <CreditsFigure of={balance.available} />
            <ExplainFigure of={explaining} figure="available" />
          </p>
          <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
            <Fact name={t("held")}>
              <Credits of={balance.held} /> <ExplainFigure of={explaining} figure="held" />
            </Fact>
            <Fact name={t("debt")}>
              <Credits of={balance.debt} /> <ExplainFigure of={explaining} figure="debt" />
            </Fact>
            {balance.overage > 0n && (
              <Fact name={figures("overage")}>
                <Credits of={balance.overage} /> <ExplainFigure of={explaining} figure="overage" />
              </Fact>
            )}
            <Fact name={t("plan")}>
              {plan ? (
                <>
                  {plan.name} · <Amount of={plan.price} />
                  <span className="block text-small text-muted">
                    <When at={plan.period.start} zone={customer.timezone} /> –{" "}
                    <When at={plan.period.end} zone={customer.timezone} />
                  </span>
                </>
              ) : (
                <span className="text-muted">{t("noPlan")}</span>
              )}
            </Fact>
          </dl>
        </Section>
        <Section title={t("who")}>
          <Who of={of} testMode={testMode} />
        </Section>
      </div>
      {explaining.panel}
      <MoneyBalances of={of.money} explaining={explaining} />
      <OpenInvoices of={of} />
    </>
  );
}

function Who({ of: { customer, members }, testMode }: Omit<Props, "explaining">) {
  const t = useTranslations("console.customer");
  const roles = useTranslations("common.role");
  const { processorCustomer, card } = customer;
  const at = `https://dashboard.stripe.com/${testMode ? "test/" : ""}customers/`;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 wrap-anywhere">
      <Fact name={t("externalId")}>{customer.externalId}</Fact>
      <Fact name={t("id")}>
        <code className="text-small">{customer.id}</code>
      </Fact>
      <Fact name={t("email")}>{customer.email}</Fact>
      <Fact name={t("since")}>
        <When at={customer.createdAt} zone={customer.timezone} />
        <span className="text-small text-muted"> · {customer.timezone}</span>
      </Fact>
      <Fact name={t("card")}>
        {card?.last4 ? t("cardEnding", { last4: card.last4 }) : t("noCard")}
      </Fact>
      {processorCustomer && (
        <Fact name={t("stripe")}>
          <a
            href={`${at}${processorCustomer}`}
            rel="noreferrer"
            className="text-green underline underline-offset-4"
          >
            <code className="text-small">{processorCustomer}</code>
          </a>
        </Fact>
      )}
      <Fact name={t("people")}>
        {members.length === 0 && <span className="text-muted">{t("nobody")}</span>}
        {members.map(({ userId, name, email, role }) => (
          <span key={userId} className="block">
            {name} · {roles(role)}
            <span className="block text-small text-muted">{email}</span>
          </span>
        ))}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function OpenInvoices({ of: { invoices, customer } }: { of: Customer }) {
  const t = useTranslations("console.customer");
  const { timezone: zone } = customer;
  return (
    <Section title={t("invoices")} className="mt-10">
      {invoices.length === 0 ? (
        <p className="text-muted">{t("noInvoices")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("invoices")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("invoice")}</th>
              <th scope="col">{t("due")}</th>
              <th scope="col" className="figure">
                {t("open")}
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map(({ id, number, currency, dueMinor, dueAt, overdue }) => (
              <tr key={id} data-row>
                <th scope="row" className="font-normal">
                  <Link href={`/staff/invoices/${id}`} className={linkStyle}>
                    {number}
                  </Link>
                </th>
                <td className={overdue ? "text-ochre" : ""}>
                  {dueAt && <When at={dueAt} zone={zone} />} {overdue && t("isOverdue")}
                </td>
                <td className="figure">
                  <Amount of={{ minor: dueMinor, currency }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

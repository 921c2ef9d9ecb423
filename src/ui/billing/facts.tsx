import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Money } from "@/lib/money";
import { Amount } from "../amount";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import type { Account } from "./data";

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid gap-y-3">{children}</dl>;
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="wrap-anywhere">
      <dt className="text-small text-muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What documents also say, and what is not changed here. */
export function SetForAccount({ account }: { account: Account }) {
  const t = useTranslations("billing.facts");
  return (
    <Section title={t("title")}>
      <Facts>
        <Fact label={t("currency")}>
          <span translate="no">{account.currency.toUpperCase()}</span>
          <Note>{t("currencyNote")}</Note>
        </Fact>
        <Fact label={t("zone")}>
          {account.timezone}
          <Note>
            {t("zoneNote")} <QuietLink href="/settings">{t("changeZone")}</QuietLink>
          </Note>
        </Fact>
        <Fact label={t("email")}>
          {account.email}
          <Note>{t("emailNote")}</Note>
        </Fact>
      </Facts>
    </Section>
  );
}

/** PM4: money kept for the account, apart from its credits. */
export function AccountCredit({ of, explaining }: { of: Money; explaining: Explaining }) {
  const t = useTranslations("billing.credit");
  return (
    <Section title={t("title")}>
      {of.minor > 0n ? (
        <>
          <p className="flex flex-wrap items-baseline gap-x-4">
            <span className="text-title">
              <Amount of={of} />
            </span>
            <ExplainFigure of={explaining} figure="accountCredit" />
          </p>
          <p className="mt-1">{t("text")}</p>
          {explaining.panel}
        </>
      ) : (
        <p>{t("none")}</p>
      )}
      <Note>
        {t.rich("notCredits", {
          credits: (words) => <QuietLink href="/credits">{words}</QuietLink>,
        })}
      </Note>
    </Section>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className="mt-1 text-small text-muted">{children}</p>;
}

function QuietLink({ href, children }: { href: Route; children: ReactNode }) {
  return (
    <Link href={href} className="inline-block py-0.5 text-green underline underline-offset-4">
      {children}
    </Link>
  );
}

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits, formatCredits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { formatWhen } from "../format";
import { LineTitle } from "../invoices/line-title";
import { Span } from "../invoices/list-table";
import { SourceName } from "../overview/source-name";
import { Section } from "../section";
import { When } from "../when";
import type { CoveragePlace, CoveredGrant, Coverage as Figures, UseSum } from "./coverage-data";

type Props = { of: Figures; place: CoveragePlace; zone: string };

/** "What usage does this cover?", of one line: by feature, by day and by grant, each the same sum. */
export function Coverage({ of, place, zone }: Props) {
  const t = useTranslations("explain.coverage");
  const common = useTranslations("common");
  const { line, covers, asOf, events, used, grants } = of;
  const note = common.rich("asOf", { time: () => <When at={asOf} zone={zone} as="time" /> });
  return (
    <div className="space-y-12">
      <Section title={t("line")} note={note}>
        <p>
          <LineTitle line={line} zone={zone} /> · <Amount of={line.amount} />
        </p>
        <p className="text-small text-muted">
          <Span of={line.period} zone={zone} />
        </p>
        <p className="mt-3 max-w-prose">
          {t.rich(covers === "overage" ? "overageSum" : "grantsSum", {
            used: () => <Credits of={used} />,
            credits: () => <Credits of={line.credits} />,
            events,
          })}
        </p>
        <p className="mt-2 print:hidden">
          <Link href={place.invoice(line.invoiceId, line.id)} className={linkStyle}>
            {line.number ? t("invoice", { number: line.number }) : t("draft")}
          </Link>
        </p>
      </Section>
      {grants.length > 0 && <Grants grants={grants} place={place} zone={zone} />}
      {used > 0n && (
        <>
          <Uses of={of} by="byFeature" place={place} />
          <Uses of={of} by="byDay" place={place} />
        </>
      )}
    </div>
  );
}

type UsesProps = { of: Figures; by: "byFeature" | "byDay"; place: CoveragePlace };

function Uses({ of, by, place }: UsesProps) {
  const t = useTranslations("explain.coverage");
  const locale = useLocale();
  const day = (name: string) =>
    formatWhen(new Date(`${name}T00:00:00Z`), { zone: "UTC", as: "day", locale });
  const wayOf = ({ name }: UseSum) =>
    place.events?.(of.line, by === "byDay" ? { day: name } : { feature: name });
  return (
    <Section title={t(by)}>
      <table className="ledger">
        <caption className="sr-only">{t(by)}</caption>
        <thead>
          <tr>
            <th scope="col">{t(by === "byDay" ? "day" : "feature")}</th>
            <th scope="col" className="figure">
              {t("events")}
            </th>
            <th scope="col" className="figure">
              {t("credits")}
            </th>
          </tr>
        </thead>
        <tbody>
          {of[by].map((use) => (
            <tr key={use.name} data-row>
              <th scope="row" className="font-normal">
                <Way to={wayOf(use)}>{by === "byDay" ? day(use.name) : use.name}</Way>
              </th>
              <td className="figure">{formatCredits(BigInt(use.events), locale)}</td>
              <td className="figure">
                <Credits of={use.credits} unit={false} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("sum")}</th>
            <td />
            <td className="figure">
              <Credits of={of.used} />
            </td>
          </tr>
        </tfoot>
      </table>
    </Section>
  );
}

const ends = ["held", "expired", "revoked", "rolledOut", "debtRepaid", "left"] as const;

function Grants({ grants, place, zone }: { grants: CoveredGrant[] } & Omit<Props, "of">) {
  const t = useTranslations("explain.coverage");
  const part = useTranslations("explain.part");
  return (
    <Section title={t("grants")}>
      <table className="ledger">
        <caption className="sr-only">{t("grants")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("grant")}</th>
            <th scope="col" className="figure">
              {t("granted")}
            </th>
            <th scope="col" className="figure">
              {part("used")}
            </th>
          </tr>
        </thead>
        <tbody>
          {grants.map((grant) => (
            <tr key={grant.id} data-row>
              <th scope="row" className="font-normal">
                <Link href={place.grant(grant.id)} prefetch={false} className={linkStyle}>
                  <SourceName of={grant.category} />
                </Link>
                <span className="block text-small text-muted">
                  <When at={grant.effectiveAt} zone={zone} />
                  {grant.expiresAt && (
                    <>
                      {" – "}
                      <When at={grant.expiresAt} zone={zone} />
                    </>
                  )}
                </span>
                <span className="block text-small text-muted">
                  {ends
                    .filter((end) => grant[end] > 0n)
                    .map((end) => (
                      <span key={end} className="me-4 inline-block">
                        {end === "left" ? t("left") : part(end)}{" "}
                        <Credits of={grant[end]} unit={false} />
                      </span>
                    ))}
                </span>
              </th>
              <td className="figure">
                <Credits of={grant.granted} unit={false} />
              </td>
              <td className="figure">
                <Credits of={grant.used} unit={false} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Way({ to, children }: { to: string | undefined; children: ReactNode }) {
  if (to === undefined) return children;
  return (
    <Link href={to} prefetch={false} className={linkStyle}>
      {children}
    </Link>
  );
}

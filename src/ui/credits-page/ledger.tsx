import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "../section";
import { When } from "../when";
import { type CreditsView, creditsHref, isFiltered, ledgerFileHref } from "./address";
import type { Ledger as Figures, GrantSource } from "./data";
import { LedgerFilter } from "./ledger-filter";
import { LedgerTable } from "./ledger-table";
import { smallLinkStyle } from "./link-style";

type Props = {
  ledger: Figures;
  view: CreditsView;
  zone: string;
  /** The grant the entries are of, when they are of one. */
  grant: GrantSource | null;
};

/** CP6: every movement of usable credits, newest first, with the balance it left. */
export function Ledger({ ledger, view, zone, grant }: Props) {
  const t = useTranslations("credits");
  const common = useTranslations("common");
  const note = common.rich("asOf", {
    time: () => <When at={ledger.asOf} zone={zone} as="instant" />,
  });
  const isEmpty = ledger.entries.length === 0;
  const asked = isFiltered(view) || view.before !== null || view.after !== null;
  if (isEmpty && !asked) {
    return (
      <Section title={t("ledger.title")}>
        <p className="max-w-prose text-muted">{t("ledger.none")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("ledger.title")} note={note}>
      <LedgerFilter view={view} zone={zone} grant={grant} />
      {isEmpty ? (
        <p className="text-muted">{t("ledger.noMatch")}</p>
      ) : (
        <>
          <LedgerTable entries={ledger.entries} view={view} zone={zone} ofGrant={grant !== null} />
          {grant === null && (
            <p className="mt-3 max-w-prose text-small text-muted">{t("ledger.balanceNote")}</p>
          )}
        </>
      )}
      <Pages ledger={ledger} view={view} />
      {!isEmpty && <Files view={view} />}
    </Section>
  );
}

const closed = { entry: null, before: null, after: null };

function Pages({ ledger: { newer, older }, view }: { ledger: Figures; view: CreditsView }) {
  const t = useTranslations("credits.ledger");
  if (newer === null && older === null) return null;
  return (
    <nav
      aria-label={t("pages")}
      className="mt-4 flex flex-wrap justify-between gap-x-6 print:hidden"
    >
      {newer !== null ? (
        <Link
          href={creditsHref(view, { ...closed, after: newer }, "ledger")}
          rel="prev"
          className={smallLinkStyle}
        >
          {t("newer")}
        </Link>
      ) : (
        <span />
      )}
      {older !== null && (
        <Link
          href={creditsHref(view, { ...closed, before: older }, "ledger")}
          rel="next"
          className={smallLinkStyle}
        >
          {t("older")}
        </Link>
      )}
    </nav>
  );
}

function Files({ view }: { view: CreditsView }) {
  const t = useTranslations("credits.filter");
  return (
    <p className="mt-4 flex flex-wrap items-baseline gap-x-3 text-small text-muted print:hidden">
      {t("export")}
      {(["csv", "json"] as const).map((format) => (
        <a key={format} href={ledgerFileHref(view, format)} className={smallLinkStyle} download>
          {t(format)}
        </a>
      ))}
    </p>
  );
}

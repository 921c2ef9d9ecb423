import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { Credits, formatCredits } from "../credits";
import { When } from "../when";
import { type CreditsView, creditsHref } from "./address";
import type { Entry } from "./data";
import { InvoiceLink } from "./invoice-link";
import { linkStyle } from "./link-style";
import { givenReason, useCreditText, useEntryWords } from "./words";

type Props = { entries: Entry[]; view: CreditsView; zone: string; ofGrant: boolean };

/** Entries, newest first. A phone folds number and time under what happened. */
export function LedgerTable({ entries, view, zone, ofGrant }: Props) {
  const t = useTranslations("credits.ledger");
  return (
    <table className="ledger">
      <caption className="sr-only">{t(ofGrant ? "captionOfGrant" : "caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("what")}</th>
          <th scope="col" className="max-sm:hidden">
            {t("when")}
          </th>
          {!ofGrant && (
            <th scope="col" className="max-md:hidden">
              {t("grant")}
            </th>
          )}
          <th scope="col" className="figure whitespace-normal! max-sm:hidden">
            {t("number")}
          </th>
          <th scope="col" className="figure whitespace-normal!">
            {t("change")}
          </th>
          <th scope="col" className="figure whitespace-normal!">
            {t(ofGrant ? "leftAfter" : "balance")}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row
            key={entry.version ?? `expiry-${entry.grants[0]?.id}`}
            entry={entry}
            view={view}
            zone={zone}
            ofGrant={ofGrant}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = { entry: Entry } & Omit<Props, "entries">;

function Row({ entry, view, zone, ofGrant }: RowProps) {
  const isOpen = entry.version !== null && entry.version === view.entry;
  return (
    <tr data-row aria-current={isOpen ? "true" : undefined}>
      <th scope="row" className="font-normal">
        <What entry={entry} ofGrant={ofGrant} />
        <span className="flex flex-wrap gap-x-2 text-small text-muted sm:hidden">
          <When at={entry.at} zone={zone} as="instant" />
          <EntryNumber of={entry} view={view} />
        </span>
      </th>
      <td className="max-sm:hidden">
        <When at={entry.at} zone={zone} as="instant" />
      </td>
      {!ofGrant && (
        <td className="max-md:hidden">
          <GrantsOf entry={entry} view={view} />
        </td>
      )}
      <td className="figure max-sm:hidden">
        <EntryNumber of={entry} view={view} />
      </td>
      <td className="figure">
        <Credits of={entry.change} sign unit={false} />
      </td>
      <td className="figure">
        <Credits of={entry.balance} unit={false} />
      </td>
    </tr>
  );
}

function What({ entry, ofGrant }: { entry: Entry; ofGrant: boolean }) {
  const t = useTranslations("credits.ledger");
  const words = useEntryWords();
  const text = useCreditText();
  const reason = givenReason(entry);
  const { overage, carried, invoice, change } = entry;
  return (
    <>
      {words(entry)}
      <span className="block text-small text-muted">
        {reason && <span className="block wrap-anywhere">{reason}</span>}
        {overage > 0n && !ofGrant && (
          <span className="block">
            {t(change === 0n ? "overage" : "alsoOverage", { figure: text(overage) })}
          </span>
        )}
        {carried > 0n && !ofGrant && (
          <span className="block">{t("carried", { figure: text(carried) })}</span>
        )}
        {invoice && <InvoiceLink to={invoice} />}
      </span>
    </>
  );
}

/** Opens the entry: all that stands behind it. */
function EntryNumber({ of: { version }, view }: { of: Entry; view: CreditsView }) {
  const t = useTranslations("credits.ledger");
  const locale = useLocale();
  if (version === null) return <span className="text-muted">{t("notPosted")}</span>;
  const number = formatCredits(version, locale);
  return (
    <Link
      href={creditsHref(view, { entry: version }, "entry")}
      aria-label={t("open", { number })}
      className={linkStyle}
    >
      {number}
    </Link>
  );
}

function GrantsOf({ entry: { grants }, view }: { entry: Entry; view: CreditsView }) {
  const t = useTranslations("credits.source");
  return (
    <ul>
      {grants.map(({ id, category }) => (
        <li key={id}>
          <Link
            href={creditsHref(view, { grant: id, entry: null, before: null, after: null }, "grant")}
            className={linkStyle}
          >
            {t(category)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

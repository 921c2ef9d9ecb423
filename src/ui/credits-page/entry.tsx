import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { brand } from "@/lib/brand";
import { Credits, formatCredits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import { type CreditsView, creditsHref } from "./address";
import type { EntryDetail } from "./data";
import { Transfers, Uses } from "./entry-tables";
import { InvoiceLink } from "./invoice-link";
import { smallLinkStyle } from "./link-style";
import { givenReason, useCreditText, useEntryWords } from "./words";

type Props = { entry: EntryDetail; view: CreditsView; zone: string };

/** One entry with all that stands behind it: transfers, use, hold, invoice and its seal. */
export function Entry({ entry, view, zone }: Props) {
  const t = useTranslations("credits.entry");
  const locale = useLocale();
  const words = useEntryWords();
  const number = formatCredits(entry.version, locale);
  return (
    <Section title={t("title", { number })} note={<Close view={view} />}>
      <p className="mb-4">{words(entry)}</p>
      {!entry.isCredit && <p className="mb-4 text-muted">{t("money")}</p>}
      <div className="grid gap-x-14 gap-y-8 md:grid-cols-2">
        <div className="min-w-0 space-y-8">
          <Facts entry={entry} zone={zone} />
          <Ways entry={entry} view={view} />
        </div>
        <div className="min-w-0 space-y-8">
          <Transfers entry={entry} view={view} number={number} />
          <Hold of={entry.hold} zone={zone} />
        </div>
      </div>
      {entry.uses.count > 0 && <Uses entry={entry} number={number} zone={zone} />}
      <Chain entry={entry} />
    </Section>
  );
}

function Close({ view }: { view: CreditsView }) {
  const t = useTranslations("credits.entry");
  return (
    <Link
      href={creditsHref(view, { entry: null }, "ledger")}
      className={`${smallLinkStyle} print:hidden`}
    >
      {t("close")}
    </Link>
  );
}

function Facts({ entry, zone }: { entry: EntryDetail; zone: string }) {
  const t = useTranslations("credits.entry");
  const reason = givenReason(entry);
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      <Fact name={t("happened")}>
        <When at={entry.at} zone={zone} as="instant" />
      </Fact>
      <Fact name={t("booked")}>
        <When at={entry.recordedAt} zone={zone} as="instant" />
      </Fact>
      <Fact name={t("by")}>{t(askedBy(entry.actor), { brand: brand.name })}</Fact>
      {reason && <Fact name={t("reason")}>{reason}</Fact>}
      {entry.isCredit && (
        <>
          <Fact name={t("change")}>
            <Credits of={entry.change} sign />
          </Fact>
          <Fact name={t("balance")}>
            <Credits of={entry.balance} />
          </Fact>
        </>
      )}
      {entry.invoices.map((invoice) => (
        <Fact key={invoice.lineId} name={t("invoices")}>
          <InvoiceLink to={invoice} />
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}

/** Whoever it was is on record by name for us; here by what they are. */
function askedBy(actor: string) {
  if (actor.startsWith("key:")) return "byApp";
  if (actor.startsWith("staff:")) return "byStaff";
  return /^(user|link):/.test(actor) ? "byPerson" : "byUs";
}

function Ways({ entry, view }: { entry: EntryDetail; view: CreditsView }) {
  const t = useTranslations("credits.entry");
  if (!entry.isCredit) return null;
  const all = { grant: null, kind: null, from: null, to: null };
  const place = { entry: null, before: entry.version + 1n, after: null };
  return (
    <p className="print:hidden">
      <Link href={creditsHref(view, { ...all, ...place }, "ledger")} className={smallLinkStyle}>
        {t("inLedger")}
      </Link>
    </p>
  );
}

function Hold({ of: hold, zone }: { of: EntryDetail["hold"]; zone: string }) {
  const t = useTranslations("credits.entry");
  const text = useCreditText();
  if (!hold) return null;
  const ends = hold.closedAt ?? hold.expiresAt;
  return (
    <div>
      <h3 className="mb-1 text-small text-muted">{t("hold")}</h3>
      <p>
        {t.rich(hold.closedAt ? "holdClosed" : "holdOpen", {
          credits: text(hold.credits),
          released: text(hold.released ?? 0n),
          at: () => <When at={hold.openedAt} zone={zone} as="instant" />,
          until: () => <When at={ends} zone={zone} as="instant" />,
        })}
      </p>
    </div>
  );
}

/** What makes the ledger one that cannot be rewritten unnoticed, and that this entry still holds. */
function Chain({ entry: { chain, requestId, actor } }: { entry: EntryDetail }) {
  const t = useTranslations("credits.entry");
  // The app has the same id in its logs; of what nobody asked for there is none worth telling.
  const request = actor.startsWith("key:") ? ([["request", requestId]] as const) : [];
  const facts = [["hash", chain.hash], ["previous", chain.previous], ...request] as const;
  return (
    <div className="mt-8">
      <h3 className="mb-1 text-small text-muted">{t("chain")}</h3>
      <p className="max-w-prose">{t("chainText")}</p>
      {chain.verified ? (
        <p className="mt-1 text-green">
          <span aria-hidden="true" className="me-1.5">
            ●
          </span>
          {t("verified")}
        </p>
      ) : (
        <p role="alert" className="mt-1 text-ochre">
          <span aria-hidden="true" className="me-1.5">
            ▲
          </span>
          {t("broken")}
        </p>
      )}
      <dl className="mt-3 text-small text-muted">
        {facts.map(([name, value]) => (
          <div key={name} className="flex flex-wrap gap-x-3">
            <dt>{t(name)}</dt>
            <dd className="font-mono break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

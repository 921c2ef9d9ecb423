import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { type ReactNode, Suspense } from "react";
import { type CreditsView, creditsHref } from "@/ui/credits-page/address";
import type {
  EntryDetail,
  ExplainedGrant as Explained,
  Grants as GrantFigures,
  GrantSource,
  Ledger as LedgerFigures,
} from "@/ui/credits-page/data";
import { Entry } from "@/ui/credits-page/entry";
import { ExplainedGrant } from "@/ui/credits-page/explained-grant";
import { FinishedGrants, Grants } from "@/ui/credits-page/grants";
import { Ledger } from "@/ui/credits-page/ledger";
import { NotThere } from "@/ui/credits-page/not-there";
import type { Explaining } from "@/ui/explain/address";
import { SectionWaiting } from "@/ui/section";
import { account as readAccount } from "../customer";
import { explaining } from "../explained";
import { section } from "../section";
import { entryIn, grantIn, grantsIn, ledgerIn } from "./read";
import { type SearchParams, viewOf } from "./view";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("credits");
  return { title: t("title") };
}

export default async function CreditsPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const t = await getTranslations("credits");
  const params = await searchParams;
  const view = viewOf(params);
  const { timezone: zone, isNew } = await readAccount();
  const told = await explaining(params, creditsHref(view, {}), zone);
  const here = { view, zone, href: creditsHref(view, {}) };
  return (
    <>
      <h1 className="mb-8 font-serif text-figure">{t("title")}</h1>
      <div className="space-y-12">
        <GrantsPart {...here} isNew={isNew} told={told} />
        {view.grant && <GrantPart {...here} grant={view.grant} />}
        <div id="ledger" className="scroll-mt-4 space-y-12">
          {view.entry && <EntryPart {...here} version={view.entry} />}
          <LedgerPart {...here} />
        </div>
      </div>
    </>
  );
}

type Here = { view: CreditsView; zone: string; href: string };

/** Each part waits and fails on its own. */
function GrantsPart({
  view,
  zone,
  href,
  isNew,
  told,
}: Here & { isNew: boolean; told: Explaining }) {
  const title = useTranslations("credits.grants")("title");
  const show = (grants: GrantFigures) => (
    <div className="space-y-12">
      <Grants grants={grants} view={view} zone={zone} isNew={isNew} explaining={told} />
      <FinishedGrants grants={grants} view={view} zone={zone} />
    </div>
  );
  return (
    <Part id="grants" title={title} lines={6}>
      {section(title, grantsIn(view), show, href)}
    </Part>
  );
}

function GrantPart({ view, zone, href, grant }: Here & { grant: string }) {
  const t = useTranslations("credits");
  const title = t("ledger.grant");
  const show = (explained: Explained | null) =>
    explained ? (
      <ExplainedGrant explained={explained} view={view} zone={zone} />
    ) : (
      <NotThere title={title} text={t("grant.unknown")} />
    );
  return (
    <Part id="grant" title={title} lines={5}>
      {section(title, grantIn(grant), show, href)}
    </Part>
  );
}

function EntryPart({ view, zone, href, version }: Here & { version: bigint }) {
  const t = useTranslations("credits");
  const title = t("ledger.number");
  const show = (entry: EntryDetail | null) =>
    entry ? (
      <Entry entry={entry} view={view} zone={zone} />
    ) : (
      <NotThere title={title} text={t("entry.unknown", { number: String(version) })} />
    );
  return (
    <Part id="entry" title={title} lines={8}>
      {section(title, entryIn(version), show, href)}
    </Part>
  );
}

function LedgerPart({ view, zone, href }: Here) {
  const title = useTranslations("credits.ledger")("title");
  const show = ({ ledger, grant }: LedgerOfGrant) => (
    <Ledger
      ledger={ledger}
      view={grant === null ? { ...view, grant: null } : view}
      zone={zone}
      grant={grant}
    />
  );
  return (
    <Part id="entries" title={title} lines={12}>
      {section(title, ledgerIn(view), show, href)}
    </Part>
  );
}

type LedgerOfGrant = { ledger: LedgerFigures; grant: GrantSource | null };
type PartProps = { id: string; title: string; lines: number; children: ReactNode };

function Part({ id, title, lines, children }: PartProps) {
  return (
    <div id={id} className="min-w-0 scroll-mt-4">
      <Suspense fallback={<SectionWaiting title={title} lines={lines} />}>{children}</Suspense>
    </div>
  );
}

import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
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
import { InOrder } from "@/ui/in-order";
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
        <Parts {...here} isNew={isNew} told={told} />
      </div>
    </>
  );
}

type Here = { view: CreditsView; zone: string; href: string };

type Beginning = { isNew: boolean; told: Explaining };

/** Each part fails on its own. What the address asks for stands above the list it is in. */
function Parts({ isNew, told, ...here }: Here & Beginning) {
  const t = useTranslations("credits");
  const { grant, entry } = here.view;
  const ledger = [
    { id: "entries", title: t("ledger.title"), lines: 12, content: <LedgerPart {...here} /> },
  ];
  if (entry) {
    const content = <EntryPart {...here} version={entry} />;
    ledger.unshift({ id: "entry", title: t("ledger.number"), lines: 8, content });
  }
  const parts = [
    {
      id: "grants",
      title: t("grants.title"),
      lines: 6,
      content: <GrantsPart {...here} isNew={isNew} told={told} />,
    },
    {
      id: "ledger",
      title: t("ledger.title"),
      lines: 12,
      content: (
        <div className="space-y-12">
          <InOrder parts={ledger} />
        </div>
      ),
    },
  ];
  if (grant) {
    const content = <GrantPart {...here} grant={grant} />;
    parts.splice(1, 0, { id: "grant", title: t("ledger.grant"), lines: 5, content });
  }
  return <InOrder parts={parts} />;
}

function GrantsPart({ view, zone, href, isNew, told }: Here & Beginning) {
  const title = useTranslations("credits.grants")("title");
  const show = (grants: GrantFigures) => (
    <div className="space-y-12">
      <Grants grants={grants} view={view} zone={zone} isNew={isNew} explaining={told} />
      <FinishedGrants grants={grants} view={view} zone={zone} />
    </div>
  );
  return section(title, grantsIn(view), show, href);
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
  return section(title, grantIn(grant), show, href);
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
  return section(title, entryIn(version), show, href);
}

type LedgerOfGrant = { ledger: LedgerFigures; grant: GrantSource | null };

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
  return section(title, ledgerIn(view), show, href);
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type CreditsView, creditsHref, entryKinds, isFiltered } from "./address";
import type { GrantSource } from "./data";
import { smallLinkStyle } from "./link-style";

const none = {
  kind: null,
  from: null,
  to: null,
  grant: null,
  entry: null,
  before: null,
  after: null,
};
const fieldStyle = "min-h-9 w-full border border-muted bg-sheet px-2 text-ink";

type Props = { view: CreditsView; zone: string; grant: GrantSource | null };

/** Plain forms: they work before any script has loaded, and their addresses can be passed on. */
export function LedgerFilter({ view, zone, grant }: Props) {
  const t = useTranslations("credits");
  return (
    <search aria-label={t("filter.label")} className="mb-5 block print:hidden">
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[3fr_1fr]">
        <Filters view={view} />
        <EntrySearch view={view} />
      </div>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-4 text-small text-muted">
        {grant && <span>{t("filter.ofGrant", { source: t(`source.${grant}`) })}</span>}
        <span>{t("filter.zone", { zone })}</span>
        {isFiltered(view) && (
          <Link href={creditsHref(view, none, "ledger")} className={smallLinkStyle}>
            {t("ledger.clear")}
          </Link>
        )}
      </p>
    </search>
  );
}

function Filters({ view }: { view: CreditsView }) {
  const t = useTranslations("credits");
  return (
    <form
      action="/credits#ledger"
      className="grid grid-cols-2 items-end gap-x-4 gap-y-3 sm:grid-cols-[2fr_1fr_1fr_auto]"
    >
      <Kept view={{ ...view, kind: null, from: null, to: null }} />
      <Field label={t("filter.kind")} wide>
        <select name="kind" defaultValue={view.kind ?? ""} className={fieldStyle}>
          <option value="">{t("filter.any")}</option>
          {entryKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("filter.from")}>
        <input type="date" name="from" defaultValue={view.from ?? ""} className={fieldStyle} />
      </Field>
      <Field label={t("filter.to")}>
        <input type="date" name="to" defaultValue={view.to ?? ""} className={fieldStyle} />
      </Field>
      <Submit label={t("filter.apply")} wide />
    </form>
  );
}

function EntrySearch({ view }: { view: CreditsView }) {
  const t = useTranslations("credits.filter");
  return (
    <form action="/credits#entry" className="grid grid-cols-[1fr_auto] items-end gap-x-4">
      <Kept view={view} />
      <Field label={t("entry")}>
        <input
          type="search"
          name="entry"
          inputMode="numeric"
          pattern="[0-9]{1,18}"
          required
          autoComplete="off"
          className={fieldStyle}
        />
      </Field>
      <Submit label={t("open")} />
    </form>
  );
}

/** What a form leaves as it is. */
function Kept({ view: { finished, grant, kind, from, to } }: { view: CreditsView }) {
  const all = { grants: finished ? "all" : null, grant, kind, from, to };
  return Object.entries(all).map(
    ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
  );
}

function Submit({ label, wide = false }: { label: string; wide?: boolean }) {
  return (
    <button
      type="submit"
      className={`min-h-9 border border-strong px-4 underline-offset-4 hover:underline ${wide ? "max-sm:col-span-2" : ""}`}
    >
      {label}
    </button>
  );
}

function Field({
  label,
  wide = false,
  children,
}: {
  label: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field comes as a child.
    <label className={`block min-w-0 ${wide ? "max-sm:col-span-2" : ""}`}>
      <span className="mb-1 block text-small text-muted">{label}</span>
      {children}
    </label>
  );
}

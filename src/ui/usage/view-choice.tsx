import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type UsageAddress, usageHref } from "./address";
import type { UsageChoices } from "./data";
import { featureName, useActorWords } from "./words";

type Props = { choices: UsageChoices; address: UsageAddress; comparable: boolean };

/** US2–US4: how it is counted, told apart and compared, and which events are meant. All links and a form. */
export function ViewChoice({ choices, address, comparable }: Props) {
  const t = useTranslations("usage.view");
  const { by = "feature", unit = "credits", name } = address;
  const other = { all: null, sort: null, up: null } as const;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap gap-x-10 gap-y-3">
        <Row label={t("unit")}>
          {(["credits", "units", "money"] as const).map((one) => (
            <Choice
              key={one}
              chosen={unit === one}
              href={usageHref(address, { unit: one === "credits" ? null : one })}
            >
              {t(`units.${one}`)}
            </Choice>
          ))}
        </Row>
        <Row label={t("by")}>
          {(["feature", "actor"] as const).map((one) => (
            <Choice
              key={one}
              chosen={by === one}
              href={usageHref(address, {
                ...other,
                by: one === "feature" ? null : one,
                name: null,
              })}
            >
              {t(`groups.${one}`)}
            </Choice>
          ))}
          {choices.properties.slice(0, 8).map((one) => (
            <Choice
              key={one}
              chosen={by === "property" && name === one}
              href={usageHref(address, { ...other, by: "property", name: one })}
            >
              {one}
            </Choice>
          ))}
        </Row>
        {comparable && (
          <Row label={t("compare")}>
            <Choice chosen={address.compare !== "1"} href={usageHref(address, { compare: null })}>
              {t("alone")}
            </Choice>
            <Choice chosen={address.compare === "1"} href={usageHref(address, { compare: "1" })}>
              {t("withBefore")}
            </Choice>
          </Row>
        )}
      </div>
      <details className="print:hidden">
        <summary className="w-fit cursor-pointer py-0.5 text-muted">{t("filters")}</summary>
        <Filters choices={choices} address={address} />
      </details>
      <Active choices={choices} address={address} />
    </div>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <span className="text-small text-muted">{label}</span>
      {children}
    </nav>
  );
}

function Choice({
  chosen,
  href,
  children,
}: {
  chosen: boolean;
  href: string;
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      scroll={false}
      aria-current={chosen ? "true" : undefined}
      className="border-b-2 border-transparent forced-colors:not-aria-[current=true]:border-[Canvas] py-0.5 text-muted wrap-anywhere hover:text-ink aria-[current=true]:border-green aria-[current=true]:text-ink"
    >
      {children}
    </Link>
  );
}

function Filters({ choices, address }: Omit<Props, "comparable">) {
  const t = useTranslations("usage.view");
  const actorWords = useActorWords();
  const { feature, actor, property, value, unset: _, at: _at, key: _key, ...kept } = address;
  const features = choices.features.map(({ code, name }) => ({ value: code, label: name }));
  const actors = [...new Set([...choices.actors, ...(actor ? [actor] : [])])];
  const properties = [...new Set([...choices.properties, ...(property ? [property] : [])])];
  return (
    <form action="/usage" className="flex flex-wrap items-end gap-x-4 gap-y-3 pt-2">
      {Object.entries(kept).map(([name, one]) => (
        <input key={name} type="hidden" name={name} value={one} />
      ))}
      <Select
        name="feature"
        label={t("feature")}
        all={t("any")}
        value={feature}
        options={features}
      />
      <Select
        name="actor"
        label={t("actor")}
        all={t("any")}
        value={actor}
        options={actors.map((one) => ({ value: one, label: actorWords(one) }))}
      />
      {properties.length > 0 && (
        <>
          <Select
            name="property"
            label={t("property")}
            all={t("any")}
            value={property}
            options={properties.map((one) => ({ value: one, label: one }))}
          />
          <label className="text-small">
            <span className="block text-muted">{t("is")}</span>
            <input name="value" maxLength={500} defaultValue={value} className={`${field} w-40`} />
          </label>
        </>
      )}
      <button type="submit" className="border border-strong px-3 py-1">
        {t("filter")}
      </button>
    </form>
  );
}

const field = "max-w-60 border border-muted bg-sheet px-2 py-1 text-body text-ink";

type SelectProps = {
  name: string;
  label: string;
  all: string;
  value: string | undefined;
  options: { value: string; label: string }[];
};

function Select({ name, label, all, value, options }: SelectProps) {
  return (
    <label className="text-small">
      <span className="block text-muted">{label}</span>
      <select name={name} defaultValue={value ?? ""} className={field}>
        <option value="">{all}</option>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is left out by now, each with the way back. */
function Active({ choices, address }: Omit<Props, "comparable">) {
  const t = useTranslations("usage.view");
  const actorWords = useActorWords();
  const { feature, actor, property, value, unset } = address;
  const active = [
    feature && {
      text: t("onlyFeature", { name: featureName(choices.features, feature) }),
      off: { feature: null },
    },
    actor && { text: t("onlyActor", { name: actorWords(actor) }), off: { actor: null } },
    property && {
      text: unset
        ? t("onlyUnset", { name: property })
        : t("onlyProperty", { name: property, value: value ?? "" }),
      off: { property: null, value: null, unset: null },
    },
  ].filter((one) => !!one);
  if (active.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1">
      {active.map(({ text, off }) => (
        <li key={text} className="wrap-anywhere">
          {text}{" "}
          <Link
            href={usageHref(address, off)}
            scroll={false}
            aria-label={t("removeLabel", { filter: text })}
            className="inline-block py-0.5 text-green underline underline-offset-4"
          >
            {t("remove")}
          </Link>
        </li>
      ))}
    </ul>
  );
}

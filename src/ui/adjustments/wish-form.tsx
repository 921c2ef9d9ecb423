"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { formatCredits } from "../credits";
import { field, mainButton } from "../settings/buttons";
import type { OpenGrant, Wish } from "./data";

const kinds = ["grant", "revoke", "reverse"] as const;
const categories = ["goodwill", "promo", "adjustment"] as const;

type Props = {
  grants: OpenGrant[];
  busy: boolean;
  /** What was shown is of another wish. */
  onChange: () => void;
  onAsk: (wish: Wish) => Promise<void>;
};

/** What is to be done: the fields of a plain form, read when it is sent. */
export function WishForm({ grants, busy, onChange, onAsk }: Props) {
  const t = useTranslations("console.adjust");
  const [kind, setKind] = useState<(typeof kinds)[number]>("grant");
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wish = wishOf(kind, new FormData(event.currentTarget));
    if (wish) void onAsk(wish);
  }
  return (
    <form onSubmit={send} onChange={onChange} className="grid max-w-3xl gap-4 sm:grid-cols-2">
      <Labelled label={t("what")}>
        {(id) => (
          <select
            id={id}
            value={kind}
            onChange={({ target }) => setKind(kinds.find((one) => one === target.value) ?? "grant")}
            className={field}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`kind.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {kind === "grant" && <GrantFields />}
      {kind === "revoke" && <RevokeFields grants={grants} />}
      {kind === "reverse" && (
        <Labelled label={t("version")}>
          {(id) => (
            <input id={id} name="version" required pattern="[1-9][0-9]*" className={field} />
          )}
        </Labelled>
      )}
      <p className="sm:col-span-2">
        <button type="submit" disabled={busy} className={mainButton}>
          {t("preview")}
        </button>
      </p>
    </form>
  );
}

function GrantFields() {
  const t = useTranslations("console.adjust");
  return (
    <>
      <Labelled label={t("credits")}>
        {(id) => (
          <input
            id={id}
            name="credits"
            required
            inputMode="numeric"
            pattern="[1-9][0-9]{0,17}"
            className={field}
          />
        )}
      </Labelled>
      <Labelled label={t("category")}>
        {(id) => (
          <select id={id} name="category" className={field}>
            {categories.map((one) => (
              <option key={one} value={one}>
                {t(`categories.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label={t("expires")}>
        {(id) => <input id={id} name="expires" type="date" className={field} />}
      </Labelled>
      <Labelled label={t("use")}>
        {(id) => <input id={id} name="use" pattern="[0-9a-f\-]{36}" className={field} />}
      </Labelled>
    </>
  );
}

function RevokeFields({ grants }: Pick<Props, "grants">) {
  const t = useTranslations("console.adjust");
  const sources = useTranslations("common.source");
  const locale = useLocale();
  return (
    <>
      <Labelled label={t("grant")}>
        {(id) => (
          <select id={id} name="grantId" required className={field}>
            {grants.map(({ id: grantId, category, remaining }) => (
              <option key={grantId} value={grantId}>
                {`${sources(sourceOf(category))} · ${formatCredits(remaining, locale)}`}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label={t("part")}>
        {(id) => (
          <input
            id={id}
            name="credits"
            inputMode="numeric"
            pattern="[1-9][0-9]{0,17}"
            className={field}
          />
        )}
      </Labelled>
    </>
  );
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="block text-small text-muted">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

const all = ["allowance", "rollover", "pack", "promo", "goodwill", "adjustment"] as const;

function sourceOf(category: string): (typeof all)[number] {
  return all.find((one) => one === category) ?? "adjustment";
}

/** The day's end in UTC, where a day is given; undefined where a figure is none. */
function wishOf(kind: (typeof kinds)[number], form: FormData): Wish | undefined {
  const said = (name: string) => String(form.get(name) ?? "").trim();
  const figure = (name: string) => (/^[1-9]\d{0,17}$/.test(said(name)) ? BigInt(said(name)) : null);
  if (kind === "reverse") {
    const version = figure("version");
    return version === null ? undefined : { kind, version };
  }
  const credits = figure("credits");
  if (kind === "revoke") return { kind, grantId: said("grantId"), credits };
  if (credits === null) return undefined;
  const expiresAt = said("expires") === "" ? null : new Date(`${said("expires")}T23:59:59Z`);
  const category = categories.find((one) => one === said("category")) ?? "goodwill";
  return { kind, credits, category, expiresAt, consumptionId: said("use") || null };
}

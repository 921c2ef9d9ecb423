"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { field } from "../settings/buttons";
import { Choice } from "../settings/confirm";
import {
  type AlertKind,
  channels as allChannels,
  type Channel,
  hasThreshold,
  kinds,
  type Rule,
  type RuleActs,
  type RuleGround,
  type Trigger,
  type Wish,
} from "./data";
import { LookBack } from "./look-back";
import { Recipients } from "./recipients";
import { parseThreshold, thresholdText } from "./threshold";

type Props = {
  /** What is changed, or what a new rule begins with. */
  from: Trigger & Wish;
  ground: RuleGround;
  /** Of a rule that stands the kind stays. */
  kindStays: boolean;
  busy: boolean;
  backTest: RuleActs["backTest"];
  onSave: (rule: Trigger & Wish) => void;
  onCancel: () => void;
};

/** What a rule is made of: what fires it, who is told and how; and what it would have done so far. */
export function RuleForm({ from, ground, kindStays, busy, backTest, onSave, onCancel }: Props) {
  const t = useTranslations("alerts.form");
  const { currency } = ground;
  const [kind, setKind] = useState(from.kind);
  const [typed, setTyped] = useState(thresholdText(from, currency));
  const [ways, setWays] = useState<Channel[]>(from.channels);
  const [recipients, setRecipients] = useState<string[] | null>(from.recipients);
  const [enabled, setEnabled] = useState(from.enabled);
  const threshold = parseThreshold(typed, kind, currency);
  const byMail = ways.includes("email");
  const told = ways.length > 0 && (!byMail || (recipients !== null && recipients.length > 0));

  function choose(next: AlertKind) {
    setKind(next);
    setTyped(usualThreshold[next]);
  }

  function save(event: FormEvent) {
    event.preventDefault();
    if (threshold === null || !told) return;
    onSave({ kind, threshold, channels: ways, recipients: recipients ?? [], enabled });
  }

  return (
    <form onSubmit={save} className="space-y-5">
      <div className="flex flex-wrap gap-x-4 gap-y-3">
        <KindChoice kind={kind} stays={kindStays} hasPlan={ground.hasPlan} onChange={choose} />
        {hasThreshold(kind) && (
          <label className="min-w-0 grow basis-40">
            <span className="block text-small text-muted">
              {t(`threshold.${kind}`, { currency: currency.toUpperCase() })}
            </span>
            <input
              inputMode={kind === "spend" ? "decimal" : "numeric"}
              required
              autoComplete="off"
              value={typed}
              aria-invalid={typed !== "" && threshold === null}
              aria-describedby="alert-threshold-note"
              onChange={({ target }) => setTyped(target.value)}
              className={field}
            />
          </label>
        )}
      </div>
      <p id="alert-threshold-note" aria-live="polite" className="text-small text-muted">
        {typed !== "" && threshold === null && hasThreshold(kind)
          ? t(`bad.${kind}`)
          : t(`note.${kind}`)}
      </p>
      <Ways ways={ways} onChange={setWays} />
      {byMail && <Recipients ground={ground} value={recipients} onChange={setRecipients} />}
      <label className="flex min-h-6 items-baseline gap-2">
        <input
          type="checkbox"
          checked={enabled}
          onChange={({ target }) => setEnabled(target.checked)}
        />
        {t("enabled")}
      </label>
      <LookBack trigger={threshold === null ? null : { kind, threshold }} act={backTest} />
      <Choice confirm={t("save")} busy={busy} onCancel={onCancel}>
        {(words, style) => (
          <button type="submit" disabled={busy || threshold === null || !told} className={style}>
            {words}
          </button>
        )}
      </Choice>
    </form>
  );
}

/** What a field begins with when its kind is chosen. */
const usualThreshold: Record<AlertKind, string> = {
  balance: "1000",
  usage: "75",
  spend: "50",
  run_out: "7",
  spike: "3",
  invoice: "",
  plan_change: "",
};

type KindProps = {
  kind: AlertKind;
  stays: boolean;
  hasPlan: boolean;
  onChange: (kind: AlertKind) => void;
};

/** What asks of a plan is offered where there is one. */
function KindChoice({ kind, stays, hasPlan, onChange }: KindProps) {
  const t = useTranslations("alerts.form");
  const offered = kinds.filter((one) => hasPlan || (one !== "usage" && one !== "spend"));
  return (
    <label className="min-w-0 grow basis-56">
      <span className="block text-small text-muted">{t("kind")}</span>
      <select
        data-focus-first
        value={kind}
        disabled={stays}
        onChange={({ target }) => onChange(target.value as AlertKind)}
        className={field}
      >
        {(stays ? [kind] : offered).map((one) => (
          <option key={one} value={one}>
            {t(`kinds.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Ways({ ways, onChange }: { ways: Channel[]; onChange: (ways: Channel[]) => void }) {
  const t = useTranslations("alerts.form");
  return (
    <fieldset>
      <legend className="mb-1 text-small text-muted">{t("ways")}</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-1">
        {allChannels.map((way) => (
          <label key={way} className="flex min-h-6 items-baseline gap-2">
            <input
              type="checkbox"
              checked={ways.includes(way)}
              onChange={({ target }) =>
                onChange(target.checked ? [...ways, way] : ways.filter((one) => one !== way))
              }
            />
            {t(`way.${way}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What a new rule begins with. */
export function newRule(trigger: Trigger, ground: RuleGround): Trigger & Wish {
  const { myEmail } = ground;
  return {
    ...trigger,
    channels: myEmail ? ["in_app", "email"] : ["in_app"],
    recipients: myEmail ? [myEmail] : [],
    enabled: true,
  };
}

export function wishOf({ threshold, channels, recipients, enabled }: Wish | Rule): Wish {
  return { threshold, channels, recipients, enabled };
}

"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { type EventType, eventTypes, eventWords } from "./data";

type Props = {
  /** Null: all there are. */
  chosen: EventType[] | null;
  onChange: (chosen: EventType[] | null) => void;
};

/** Which events an endpoint is told of. */
export function EventChoice({ chosen, onChange }: Props) {
  const t = useTranslations("webhooks.form");
  const name = useId();
  return (
    <fieldset>
      <legend className="text-small text-muted">{t("events")}</legend>
      <Radio name={name} checked={chosen === null} text={t("all")} choose={() => onChange(null)} />
      <Radio
        name={name}
        checked={chosen !== null}
        text={t("some")}
        choose={() => onChange(chosen ?? [])}
      />
      {chosen !== null && (
        <ul className="ms-7">
          {eventTypes.map((type) => (
            <Box key={type} type={type} chosen={chosen} onChange={onChange} />
          ))}
        </ul>
      )}
    </fieldset>
  );
}

type BoxProps = {
  type: EventType;
  chosen: readonly EventType[];
  onChange: (chosen: EventType[]) => void;
};

function Box({ type, chosen, onChange }: BoxProps) {
  const t = useTranslations("webhooks.events");
  const others = chosen.filter((one) => one !== type);
  return (
    <li>
      <label className="flex min-h-8 items-baseline gap-3 py-1">
        <input
          type="checkbox"
          checked={chosen.includes(type)}
          onChange={({ target }) => onChange(target.checked ? [...others, type] : others)}
          className="accent-green"
        />
        <span>
          <code>{type}</code> <span className="text-small text-muted">{t(eventWords[type])}</span>
        </span>
      </label>
    </li>
  );
}

type RadioProps = { name: string; checked: boolean; text: string; choose: () => void };

function Radio({ name, checked, text, choose }: RadioProps) {
  return (
    <label className="flex min-h-8 items-baseline gap-3 py-1">
      <input
        type="radio"
        name={name}
        checked={checked}
        onChange={choose}
        className="accent-green"
      />
      {text}
    </label>
  );
}

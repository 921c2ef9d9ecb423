"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { Endpoint, EndpointInput, EventType, WebhookActs } from "./data";
import { EventChoice } from "./event-choice";
import { SecretDialog } from "./secret";

const empty: EndpointInput = { url: "", description: "", eventTypes: null };

/** A new endpoint; its secret is shown once it is there. */
export function AddEndpoint({ act }: { act: WebhookActs["create"] }) {
  const t = useTranslations("webhooks.form");
  const [made, setMade] = useState(0);
  const [secret, setSecret] = useState<string | null>(null);
  const { busy, run } = useAct(act, () => null);
  async function add(input: EndpointInput) {
    const done = await run(input);
    if (!done?.ok) return;
    setSecret(done.value.secret);
    setMade(made + 1);
  }
  return (
    <>
      <EndpointForm key={made} initial={empty} button={t("create")} busy={busy} onSave={add} />
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

type EditProps = { endpoint: Endpoint; act: WebhookActs["update"] };

export function EditEndpoint({ endpoint, act }: EditProps) {
  const t = useTranslations("webhooks.form");
  const { id: endpointId, url, description } = endpoint;
  const eventTypes = endpoint.eventTypes as EventType[] | null;
  const { busy, run } = useAct(act, () => t("saved"));
  return (
    <EndpointForm
      initial={{ url, description, eventTypes }}
      button={t("save")}
      busy={busy}
      onSave={(input) => run({ endpointId, ...input })}
    />
  );
}

type FormProps = {
  initial: EndpointInput;
  button: string;
  busy: boolean;
  onSave: (input: EndpointInput) => Promise<unknown>;
};

function EndpointForm({ initial, button, busy, onSave }: FormProps) {
  const t = useTranslations("webhooks.form");
  const [input, setInput] = useState(initial);
  function save(event: FormEvent) {
    event.preventDefault();
    void onSave(input);
  }
  return (
    <form onSubmit={save} className="max-w-xl space-y-4">
      <label className="block">
        <span className="block text-small text-muted">{t("address")}</span>
        <input
          type="url"
          required
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          value={input.url}
          onChange={({ target }) => setInput({ ...input, url: target.value })}
          aria-describedby="address-hint"
          className={field}
        />
        <span id="address-hint" className="mt-1 block text-small text-muted">
          {t("addressHint")}
        </span>
      </label>
      <label className="block">
        <span className="block text-small text-muted">{t("description")}</span>
        <input
          maxLength={500}
          value={input.description}
          onChange={({ target }) => setInput({ ...input, description: target.value })}
          className={field}
        />
      </label>
      <EventChoice
        chosen={input.eventTypes}
        onChange={(eventTypes) => setInput({ ...input, eventTypes })}
      />
      <button
        type="submit"
        disabled={busy || input.eventTypes?.length === 0}
        className={mainButton}
      >
        {button}
      </button>
    </form>
  );
}

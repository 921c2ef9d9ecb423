"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { quietButton } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import type { Endpoint, WebhookActs } from "./data";
import { SecretDialog } from "./secret";

type Props = { endpoint: Endpoint; acts: WebhookActs };

/** What can be done with an endpoint beside editing it. */
export function EndpointActs({ endpoint, acts }: Props) {
  const on = endpoint.disabledAt === null;
  return (
    <p className="flex flex-wrap items-center gap-x-6 gap-y-2">
      <Test endpoint={endpoint} act={acts.sendTest} />
      <Rotate endpoint={endpoint} act={acts.rotateSecret} />
      {on ? (
        <SwitchOff endpoint={endpoint} act={acts.update} />
      ) : (
        <SwitchOn endpoint={endpoint} act={acts.update} />
      )}
      <Remove endpoint={endpoint} act={acts.remove} />
    </p>
  );
}

type Of<Name extends keyof WebhookActs> = { endpoint: Endpoint; act: WebhookActs[Name] };

function Test({ endpoint, act }: Of<"sendTest">) {
  const t = useTranslations("webhooks.endpoint");
  const why = useTranslations("webhooks.problem");
  const { busy, run } = useAct(act, ({ status, problem, durationMs }) =>
    status === null
      ? t("testFailed", { answer: why(problem ?? "connection") })
      : t("testDone", { answer: status, ms: durationMs }),
  );
  return (
    <button
      type="button"
      disabled={busy}
      onClick={() => void run({ endpointId: endpoint.id })}
      className={quietButton}
    >
      {t("test")}
    </button>
  );
}

function Rotate({ endpoint, act }: Of<"rotateSecret">) {
  const t = useTranslations("webhooks.endpoint");
  const [secret, setSecret] = useState<string | null>(null);
  const { busy, run } = useAct(act, () => null);
  async function rotate() {
    const done = await run({ endpointId: endpoint.id });
    if (done?.ok) setSecret(done.value.secret);
  }
  return (
    <>
      <Confirm
        button={t("rotate")}
        title={t("rotateDialog.title")}
        text={t("rotateDialog.text")}
        confirm={t("rotateDialog.confirm")}
        busy={busy}
        onConfirm={rotate}
      />
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

function SwitchOff({ endpoint, act }: Of<"update">) {
  const t = useTranslations("webhooks.endpoint");
  const { busy, run } = useAct(act, () => t("done.off"));
  return (
    <Confirm
      button={t("switchOff")}
      title={t("switchOffDialog.title")}
      text={t("switchOffDialog.text")}
      confirm={t("switchOffDialog.confirm")}
      busy={busy}
      onConfirm={() => run({ endpointId: endpoint.id, enabled: false })}
    />
  );
}

function SwitchOn({ endpoint, act }: Of<"update">) {
  const t = useTranslations("webhooks.endpoint");
  const { busy, run } = useAct(act, () => t("done.on"));
  return (
    <button
      type="button"
      disabled={busy}
      onClick={() => void run({ endpointId: endpoint.id, enabled: true })}
      className={quietButton}
    >
      {t("switchOn")}
    </button>
  );
}

function Remove({ endpoint, act }: Of<"remove">) {
  const t = useTranslations("webhooks.endpoint");
  const router = useRouter();
  const { busy, run } = useAct(act, () => t("done.removed"));
  async function remove() {
    const done = await run({ endpointId: endpoint.id });
    if (done?.ok) router.replace("/staff/webhooks");
  }
  return (
    <Confirm
      button={t("remove")}
      title={t("removeDialog.title")}
      text={t("removeDialog.text")}
      confirm={t("removeDialog.confirm")}
      busy={busy}
      onConfirm={remove}
    />
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { mainButton, quietButton } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import type { Act } from "../settings/data";
import { RowActions } from "../settings/row-actions";
import { useAct } from "../settings/use-act";
import type { Changed, Method } from "./data";
import { useMethodName } from "./name";

type OfMethod = { methodId: string };

type Props = {
  method: Method;
  /** The plan that keeps it here: it is the last one, and pays for that. */
  keptBy: string | null;
  acts: { setDefault: Act<OfMethod, Changed>; remove: Act<OfMethod, Changed> };
};

export function MethodActions({ method, keptBy, acts }: Props) {
  const t = useTranslations("billing.methods");
  const name = useMethodName()(method);
  const said = (done: "setDefault" | "removed") => (changed: Changed) =>
    t(changed.outcome === "done" ? `done.${done}` : "done.waits");
  const setDefault = useAct(acts.setDefault, said("setDefault"));
  const remove = useAct(acts.remove, said("removed"));
  if (keptBy !== null) {
    return (
      <span className="block max-w-64 text-small text-muted">{t("last", { plan: keptBy })}</span>
    );
  }
  return (
    <RowActions>
      {!method.isDefault && (
        <button
          type="button"
          aria-label={t("setDefaultOf", { method: name })}
          disabled={setDefault.busy}
          onClick={() => void setDefault.run({ methodId: method.id })}
          className={quietButton}
        >
          {t("setDefault")}
        </button>
      )}
      <Confirm
        button={t("remove")}
        label={t("removeOf", { method: name })}
        title={t("removeDialog.title", { method: name })}
        text={t("removeDialog.text")}
        confirm={t("removeDialog.confirm")}
        busy={remove.busy}
        onConfirm={() => remove.run({ methodId: method.id })}
      />
    </RowActions>
  );
}

/** Leads to the processor's page: the card is told there, and never here. */
export function AddMethod({ act }: { act: () => ReturnType<Act<void, { url: string }>> }) {
  const t = useTranslations("billing.methods");
  const [state, setState] = useState<"open" | "leaving" | "failed">("open");
  async function go() {
    if (state === "leaving") return; // a double click is one wish
    setState("leaving");
    const done = await act();
    if (done.ok) window.location.assign(done.value.url);
    else setState("failed");
  }
  return (
    <>
      <button
        type="button"
        disabled={state === "leaving"}
        onClick={() => void go()}
        className={mainButton}
      >
        {t(state === "leaving" ? "leaving" : "add")}
      </button>
      {state === "failed" && (
        <p role="alert" className="mt-2 text-ochre">
          {t("failed")}
        </p>
      )}
      <p className="mt-2 max-w-prose text-small text-muted">{t("addNote")}</p>
    </>
  );
}

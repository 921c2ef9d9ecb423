"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Credits } from "../credits";
import { Dialog } from "../dialog";
import { newKey } from "../preview/new-key";
import { field, quietButton } from "../settings/buttons";
import { Choice } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import type { End, EndActs, Ended } from "./data";

type Props = { invoiceId: string; acts: EndActs };

/** Void it, or give it up: shown first, with a reason. */
export function EndInvoice({ invoiceId, acts }: Props) {
  const t = useTranslations("refunds.end");
  const [shown, setShown] = useState<Ended | null>(null);
  const look = useAct(acts.previewEnd, () => null);
  async function ask(as: End) {
    const said = await look.run({ invoiceId, as });
    if (said?.ok) setShown(said.value);
  }
  return (
    <>
      {(["void", "uncollectible"] as const).map((as) => (
        <button
          key={as}
          type="button"
          aria-haspopup="dialog"
          disabled={look.busy}
          onClick={() => void ask(as)}
          className={quietButton}
        >
          {t(`as.${as}`)}
        </button>
      ))}
      {shown && (
        <Dialog title={t(`as.${shown.status}`)} onClose={() => setShown(null)}>
          <Confirmed
            shown={shown}
            invoiceId={invoiceId}
            act={acts.end}
            onDone={() => setShown(null)}
          />
        </Dialog>
      )}
    </>
  );
}

type ConfirmedProps = { shown: Ended; invoiceId: string; act: EndActs["end"]; onDone: () => void };

function Confirmed({ shown, invoiceId, act, onDone }: ConfirmedProps) {
  const t = useTranslations("refunds.end");
  const id = useId();
  const [reason, setReason] = useState("");
  const [idempotencyKey] = useState(newKey);
  const end = useAct(act, ({ status }) => t(`done.${status}`));
  const { status: as } = shown;
  async function go() {
    await end.run({ invoiceId, as, reason: reason.trim(), idempotencyKey });
    onDone();
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <p>{t(`text.${as}`)}</p>
      <ul className="my-3">
        {(["revoked", "expired", "writtenOff"] as const).map((part) => (
          <li key={part}>
            {t(part)} <Credits of={shown[part]} />
          </li>
        ))}
      </ul>
      <label htmlFor={id} className="block text-small text-muted">
        {t("reason")}
      </label>
      <input
        id={id}
        required
        minLength={3}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        className={field}
      />
      <Choice confirm={t(`as.${as}`)} busy={end.busy} onCancel={onDone}>
        {(words, style) => (
          <button type="submit" disabled={end.busy || reason.trim().length < 3} className={style}>
            {words}
          </button>
        )}
      </Choice>
    </form>
  );
}

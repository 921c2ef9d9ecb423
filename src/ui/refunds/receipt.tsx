"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { newKey } from "../preview/new-key";
import { useSecondsLeft } from "../preview/use-quotes";
import { mainButton, quietButton } from "../settings/buttons";
import {
  isHeld,
  type RefundActs,
  type RefundedInvoice,
  type Requested,
  type StaffRefund,
} from "./data";
import { RefundRefusal } from "./refusal";
import { RefundState } from "./state";
import type { Refused } from "./use-refund-quote";

type Props = {
  of: Requested;
  invoice: RefundedInvoice;
  acts: RefundActs;
  onClose: () => void;
};

const lookMs = 2_000;
const undoMs = 30_000;

/** RF8, RF13: what came of it, looked at again until it is settled; half a minute long it can be taken back. */
export function RefundReceipt({ of, invoice, acts, onClose }: Props) {
  const t = useTranslations("refunds.receipt");
  const { refund, look } = useRefund(of, invoice.id, acts.list);
  const status = refund?.status ?? of.status;
  return (
    <div className="space-y-5">
      <div role="status" data-focus-first tabIndex={-1}>
        <p>
          <RefundState of={status} asksPerson={refund?.asksPerson ?? false} />
        </p>
        <p className="mt-1">{t(`is.${status}`)}</p>
      </div>
      {(status === "reserved" || status === "requested") && (
        <Undo
          of={of}
          undo={acts.undo}
          zone={invoice.zone}
          timed={status === "reserved"}
          onUndone={look}
        />
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 wrap-anywhere">
        <dt className="text-muted">{t("refundId")}</dt>
        <dd>
          <code className="text-small">{of.refundId}</code>
        </dd>
        {refund && refund.revocations.length > 0 && (
          <>
            <dt className="text-muted">{t("revokeId")}</dt>
            <dd>
              {refund.revocations.map((id) => (
                <code key={id} className="block text-small">
                  {id}
                </code>
              ))}
            </dd>
          </>
        )}
        {refund?.creditNoteNumber && (
          <>
            <dt className="text-muted">{t("creditNote")}</dt>
            <dd>{refund.creditNoteNumber}</dd>
          </>
        )}
      </dl>
      <button type="button" onClick={onClose} className={mainButton}>
        {t("close")}
      </button>
    </div>
  );
}

/** The refund as it stands, asked for again while it moves by itself. */
function useRefund({ refundId }: Requested, invoiceId: string, list: RefundActs["list"]) {
  const [refund, setRefund] = useState<StaffRefund | null>(null);
  const asked = useRef(list);
  const look = useCallback(async () => {
    const said = await asked.current({ invoiceId });
    if (!said.ok) return;
    setRefund(said.value.refunds.find(({ id }) => id === refundId) ?? null);
  }, [invoiceId, refundId]);
  const isMoving = refund === null || isHeld(refund);
  useEffect(() => {
    void look();
    if (!isMoving) return;
    const timer = setInterval(() => void look(), lookMs);
    return () => clearInterval(timer);
  }, [look, isMoving]);
  return { refund, look };
}

type UndoProps = {
  of: Requested;
  undo: RefundActs["undo"];
  zone: string;
  /** Whether it is sent by itself soon: then there is only so long. */
  timed: boolean;
  onUndone: () => Promise<void>;
};

function Undo({ of, undo, zone, timed, onUndone }: UndoProps) {
  const t = useTranslations("refunds.receipt");
  const [key] = useState(newKey);
  const [endsAt] = useState(() => Date.now() + undoMs);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const left = useSecondsLeft(endsAt, () => setOver(true));
  if (timed && over) return refused && <RefundRefusal of={refused} zone={zone} />;
  async function take() {
    setBusy(true);
    const said = await undo({ refundId: of.refundId, idempotencyKey: key });
    setBusy(false);
    if (!said.ok) setRefused(said);
    await onUndone();
  }
  return (
    <div>
      <button type="button" disabled={busy} onClick={() => void take()} className={quietButton}>
        {timed ? t("undoIn", { seconds: left ?? 30 }) : t("takeBack")}
      </button>
      {refused && <RefundRefusal of={refused} zone={zone} />}
    </div>
  );
}

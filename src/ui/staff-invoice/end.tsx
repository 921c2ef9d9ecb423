"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Dialog } from "../dialog";
import { Holds } from "../preview/holds";
import { newKey } from "../preview/new-key";
import { SheetFoot } from "../preview/sheet-foot";
import { useOneQuote } from "../preview/use-one-quote";
import { field, quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { End, EndActs } from "./data";
import { EndingFigures } from "./end-figures";

type Props = { invoiceId: string; zone: string; acts: EndActs };

/** Void it, or give it up: what that does to money and credits is shown first, and booked as shown. */
export function EndInvoice(props: Props) {
  const t = useTranslations("refunds.end");
  const [as, setAs] = useState<End | null>(null);
  return (
    <>
      {(["void", "uncollectible"] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-haspopup="dialog"
          onClick={() => setAs(one)}
          className={quietButton}
        >
          {t(`as.${one}`)}
        </button>
      ))}
      {as && (
        <Dialog title={t(`as.${as}`)} onClose={() => setAs(null)}>
          <Offer {...props} as={as} onClose={() => setAs(null)} />
        </Dialog>
      )}
    </>
  );
}

type OfferProps = Props & { as: End; onClose: () => void };

function Offer({ invoiceId, as, zone, acts, onClose }: OfferProps) {
  const t = useTranslations("refunds.end");
  const { quote, refused, ask } = useOneQuote(acts.previewEnd, { invoiceId, as });
  const [reason, setReason] = useState("");
  const [isStale, setStale] = useState(false);
  const [key] = useState(newKey);
  const end = useAct(acts.end, ({ status }) => t(`done.${status}`));
  async function confirm(quoteId: string) {
    const said = await end.run({ quoteId, reason: reason.trim(), idempotencyKey: key });
    if (said?.ok) return onClose();
    setStale(said?.code === "quote_stale");
    await ask();
  }
  return (
    <div className="space-y-6">
      <p>{t(`text.${as}`)}</p>
      {refused && (
        <p role="alert" className="border-s-2 border-ochre ps-4">
          {refused.code === "invoice_not_endable"
            ? t("notEndable")
            : t("refused", { id: refused.id })}
        </p>
      )}
      {isStale && (
        <p role="status" className="border-s-2 border-ochre ps-4">
          {t("stale")}
        </p>
      )}
      {quote && <EndingFigures of={quote} />}
      {!quote && !refused && <p className="text-muted">{t("working")}</p>}
      <Why of={reason} onChange={setReason} />
      <SheetFoot
        says={t(`as.${as}`)}
        disabled={!quote || end.busy || reason.trim().length < 3}
        leave={t("leave")}
        onConfirm={() => quote && void confirm(quote.quoteId)}
        onLeave={onClose}
      >
        {quote && (
          <Holds of={quote} zone={zone} asOf={quote.effectiveAt} onOver={() => void ask()} />
        )}
      </SheetFoot>
    </div>
  );
}

function Why({ of, onChange }: { of: string; onChange: (reason: string) => void }) {
  const t = useTranslations("refunds.end");
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="block text-small text-muted">
        {t("reason")}
      </label>
      <input
        id={id}
        required
        minLength={3}
        maxLength={500}
        autoComplete="off"
        value={of}
        onChange={({ target }) => onChange(target.value)}
        className={field}
      />
    </div>
  );
}

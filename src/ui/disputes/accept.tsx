"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "../dialog";
import { Holds } from "../preview/holds";
import { newKey } from "../preview/new-key";
import { SheetFoot } from "../preview/sheet-foot";
import { useOneQuote } from "../preview/use-one-quote";
import { Choices } from "../refunds/choice";
import type { Policy } from "../refunds/data";
import { RefundGrants } from "../refunds/figures";
import { HowSlices } from "../refunds/how-slices";
import { PolicyChoice } from "../refunds/policies";
import { quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import { AcceptMoney, AcceptSentence } from "./accept-figures";
import type { AcceptQuote, Dispute, DisputeActs } from "./data";

type Props = { of: Dispute; zone: string; acts: DisputeActs };

/** DQ5: giving a dispute up, with what that does shown first as a refund's is. */
export function Accept({ of, zone, acts }: Props) {
  const t = useTranslations("disputes.accept");
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className={quietButton}
      >
        {t("button")}
      </button>
      {open && (
        <Dialog title={t("title")} onClose={() => setOpen(false)} wide>
          <Offer {...{ of, zone, acts }} onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

type Chosen = { policy: Policy; shortfall: "debt" | "write_off" };

function Offer({ of, zone, acts, onClose }: Props & { onClose: () => void }) {
  const t = useTranslations("disputes.accept");
  const { quote, refused, ask } = useOneQuote(acts.preview, { disputeId: of.disputeId });
  const [chosen, setChosen] = useState<Chosen>({ policy: "proportional", shortfall: "write_off" });
  const [key] = useState(newKey);
  const accept = useAct(acts.accept, () => t("isAccepted"));
  async function confirm(quoteId: string) {
    const done = await accept.run({ quoteId, ...chosen, idempotencyKey: key });
    if (done?.ok) onClose();
    else await ask();
  }
  return (
    <div className="space-y-6">
      {refused && (
        <p role="alert" className="border-s-2 border-ochre ps-4">
          {t(refused.code === "dispute_not_open" ? "notOpen" : "refused", { id: refused.id })}
        </p>
      )}
      {quote ? (
        <Shown {...{ quote, chosen, zone }} onChoose={setChosen} />
      ) : (
        !refused && <p className="text-muted">{t("working")}</p>
      )}
      <SheetFoot
        says={t("confirm")}
        disabled={!quote || accept.busy}
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

type ShownProps = {
  quote: AcceptQuote;
  chosen: Chosen;
  zone: string;
  onChoose: (chosen: Chosen) => void;
};

function Shown({ quote, chosen, zone, onChoose }: ShownProps) {
  const t = useTranslations("disputes.accept");
  const of = quote.policies[chosen.policy];
  return (
    <>
      <div aria-live="polite" aria-atomic="true">
        <AcceptSentence quote={quote} of={of} />
      </div>
      <AcceptMoney of={quote.money} />
      <PolicyChoice
        of={quote.policies}
        chosen={chosen.policy}
        onChoose={(policy) => onChoose({ ...chosen, policy })}
      />
      <HowSlices of={of} currency={of.shortValue.currency} />
      {of.short > 0n && (
        <Choices
          legend={t("shortfall")}
          options={["write_off", "debt"] as const}
          of={chosen.shortfall}
          words={(shortfall) => t(`shortfallIs.${shortfall}`)}
          onChoose={(shortfall) => onChoose({ ...chosen, shortfall })}
        />
      )}
      <RefundGrants of={of} zone={zone} />
    </>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "../dialog";
import { ConfirmBar } from "../preview/confirm-bar";
import type { Confirmed, PreviewData, When } from "../preview/data";
import { newKey } from "../preview/new-key";
import { ShownQuote } from "../preview/shown";
import { useQuotes } from "../preview/use-quotes";
import type { TaxMissing } from "../tax-missing";
import { CancelReasons } from "./cancel-reasons";
import type { Because, QuoteActs } from "./data";
import { Receipt } from "./receipt";
import { Refusal } from "./refusal";
import { WhenChoice } from "./when-choice";

type Props = {
  kind: "change" | "start" | "cancel";
  plan: string;
  choices: readonly When[];
  /** As the catalogue would have it. */
  first: When;
  back: string;
  zone: string;
  asOf: Date;
  taxMissing: TaxMissing;
  acts: QuoteActs;
};

/** PC2–PC6: preview, confirm, receipt. What is confirmed is what is on screen, to the cent. */
export function PlanSheet(props: Props) {
  const { kind, plan, back } = props;
  const t = useTranslations("plan.sheet");
  const router = useRouter();
  const [done, setDone] = useState<Confirmed | null>(null);
  const close = () => {
    router.push(back, { scroll: false });
    if (done) router.refresh();
  };
  return (
    <Dialog title={t(`title.${kind}`, { plan })} onClose={close} wide>
      {done ? (
        <Receipt of={done} kind={kind} plan={plan} zone={props.zone} onClose={close} />
      ) : (
        <Offer {...props} onDone={setDone} onClose={close} />
      )}
    </Dialog>
  );
}

function Offer(props: Props & { onDone: (done: Confirmed) => void; onClose: () => void }) {
  const { kind, choices, first, zone, asOf, acts, onDone, onClose } = props;
  const wordsOf = useConfirmWords(kind);
  const [key] = useState(newKey);
  const [when, setWhen] = useState(first);
  const [sending, setSending] = useState(false);
  const [because, setBecause] = useState<Because | null>(null);
  const quotes = useQuotes(choices, acts);
  const chosen = quotes.of(when);

  async function confirm() {
    if (!chosen.quote || sending) return; // a double click is one wish
    setSending(true);
    const { quoteId } = chosen.quote;
    const said = await acts.confirm({
      ...{ quoteId, idempotencyKey: key },
      ...(kind === "cancel" && because ? { because } : {}),
    });
    setSending(false);
    if (said.ok) onDone(said.value);
    else if (said.code === "quote_stale") await quotes.showFresh(when, said);
    else quotes.refuse(when, said);
  }

  return (
    <div className="space-y-6">
      {choices.length > 1 && (
        <WhenChoice {...{ kind, choices, when, zone }} of={quotes.of} onChoose={setWhen} />
      )}
      <ShownQuote
        of={chosen}
        zone={zone}
        taxMissing={props.taxMissing}
        refusal={(refusal) => (
          <Refusal of={refusal} zone={zone} onRetry={() => void quotes.ask(when)} />
        )}
      />
      {kind === "cancel" && <CancelReasons of={because} onChange={setBecause} />}
      <ConfirmBar
        of={chosen}
        {...{ sending, zone, asOf }}
        words={wordsOf(chosen.quote)}
        onConfirm={() => void confirm()}
        onLeave={onClose}
        onOver={() => void quotes.ask(when)}
      />
    </div>
  );
}

function useConfirmWords(kind: Props["kind"]) {
  const t = useTranslations("plan.sheet.confirm");
  return (quote: PreviewData | null) => {
    if (quote?.outcome === "awaiting_payment") return t("pay");
    return t(`${kind}${quote?.outcome === "scheduled" ? "Later" : "Now"}`);
  };
}

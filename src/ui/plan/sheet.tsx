"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Dialog } from "../dialog";
import { Preview } from "../preview/preview";
import { mainButton, quietButton } from "../settings/buttons";
import { CancelReasons } from "./cancel-reasons";
import type { Because, Confirmed, QuoteActs, When } from "./data";
import { Holds } from "./holds";
import { newKey } from "./new-key";
import { Receipt } from "./receipt";
import { Refusal } from "./refusal";
import { type Quoted, useQuotes } from "./use-quotes";
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
  const { kind, choices, first, zone, acts, onDone, onClose } = props;
  const t = useTranslations("plan.sheet");
  const [key] = useState(newKey);
  const [when, setWhen] = useState(first);
  const [sending, setSending] = useState(false);
  const [moved, setMoved] = useState(false);
  const [because, setBecause] = useState<Because | null>(null);
  const quotes = useQuotes(choices, acts);
  const chosen = quotes.of(when);
  const settled = chosen.quote !== null && !chosen.busy && !chosen.refusal;

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
    else if (said.code === "quote_stale") await showFresh(String(said.facts.quoteId));
    else quotes.set(when, { refusal: said });
  }

  /** What was shown does not hold any more: the fresh quote is shown beside it, and asked about again. */
  async function showFresh(quoteId: string) {
    quotes.set(when, { busy: true });
    const fresh = await acts.quote(quoteId);
    if (fresh.ok) quotes.set(when, { quote: fresh.value, busy: false });
    else quotes.set(when, { refusal: fresh, busy: false });
    setMoved(true);
  }

  return (
    <div className="space-y-6">
      {choices.length > 1 && (
        <WhenChoice
          {...{ kind, choices, when, zone }}
          of={quotes.of}
          onChoose={(one) => {
            setWhen(one);
            setMoved(false);
          }}
        />
      )}
      {moved && settled && (
        <p role="status" className="border-s-2 border-ochre ps-4">
          {t("moved")}
        </p>
      )}
      <Shown of={chosen} zone={zone} onRetry={() => void quotes.ask(when)} />
      {kind === "cancel" && <CancelReasons of={because} onChange={setBecause} />}
      <div className="sticky bottom-0 -mx-5 -mb-5 border-t border-rule bg-sheet px-5 py-4">
        <p className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <button
            type="button"
            disabled={!settled || sending}
            onClick={() => void confirm()}
            className={mainButton}
          >
            <ConfirmWords kind={kind} of={chosen} sending={sending} />
          </button>
          <button type="button" onClick={onClose} className={quietButton}>
            {t("leave")}
          </button>
        </p>
        {chosen.quote && settled && (
          <Holds
            of={chosen.quote}
            zone={zone}
            asOf={props.asOf}
            onOver={() => void quotes.ask(when)}
          />
        )}
      </div>
    </div>
  );
}

type ShownProps = { of: Quoted; zone: string; onRetry: () => void };

function Shown({ of: { quote, refusal, busy }, zone, onRetry }: ShownProps): ReactNode {
  const t = useTranslations("plan.sheet");
  if (refusal) return <Refusal of={refusal} onRetry={onRetry} />;
  return (
    <div aria-live="polite" aria-atomic="true">
      {quote ? (
        <Preview of={quote} zone={zone} busy={busy} />
      ) : (
        <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
          <p className="sr-only">{t("working")}</p>
          <div className="waiting h-48" />
          <div className="waiting h-48" />
        </div>
      )}
    </div>
  );
}

type WordsProps = { kind: Props["kind"]; of: Quoted; sending: boolean };

function ConfirmWords({ kind, of: { quote, busy }, sending }: WordsProps) {
  const t = useTranslations("plan.sheet");
  if (sending) return t("sending");
  if (!quote || busy) return t("working");
  if (quote.outcome === "awaiting_payment") return t("confirm.pay");
  return t(`confirm.${kind}${quote.outcome === "scheduled" ? "Later" : "Now"}`);
}

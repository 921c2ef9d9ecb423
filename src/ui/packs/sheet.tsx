"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { formatCredits, pluralCount } from "../credits";
import { Dialog } from "../dialog";
import { ConfirmBar } from "../preview/confirm-bar";
import { newKey } from "../preview/new-key";
import { ShownQuote } from "../preview/shown";
import { useQuotes } from "../preview/use-quotes";
import type { TaxMissing } from "../tax-missing";
import type { PackActs } from "./data";
import { PackRefusal } from "./refusal";
import { RunOutNote } from "./run-out";

type Props = {
  /** Of what is bought; null where nothing of that name is on sale. */
  credits: bigint | null;
  /** The invoice of as many credits that still waits for its money. */
  twice: string | null;
  zone: string;
  locale: string;
  asOf: Date;
  taxMissing: TaxMissing;
  acts: PackActs;
};

const once = ["now"] as const;

/** CP2, CP3: preview and confirm. What follows, the receipt, has an address of its own: it can be reloaded. */
export function PackSheet({ credits, twice, zone, locale, asOf, taxMissing, acts }: Props) {
  const t = useTranslations("packs.sheet");
  const router = useRouter();
  const [key] = useState(newKey);
  const [sending, setSending] = useState(false);
  const quotes = useQuotes(once, acts);
  const chosen = quotes.of("now");
  const close = () => router.push("/packs", { scroll: false });

  async function confirm() {
    if (!chosen.quote || sending) return; // a double click is one wish
    setSending(true);
    const { quoteId } = chosen.quote;
    const said = await acts.buy({ quoteId, idempotencyKey: key });
    if (said.ok) {
      // Going back does not lead to the same question again.
      router.replace(`/packs?order=${said.value.invoiceId}`, { scroll: false });
      return;
    }
    setSending(false);
    if (said.code === "quote_stale") await quotes.showFresh("now", said);
    else quotes.refuse("now", said);
  }

  const title =
    credits === null
      ? t("titleUnknown")
      : t("title", { count: pluralCount(credits), figure: formatCredits(credits, locale) });
  return (
    <Dialog title={title} onClose={close} wide>
      <div className="space-y-6">
        {twice && <p className="border-s-2 border-ochre ps-4">{t("twice", { number: twice })}</p>}
        <ShownQuote
          of={chosen}
          zone={zone}
          taxMissing={taxMissing}
          refusal={(refusal) => <PackRefusal of={refusal} onRetry={() => void quotes.ask("now")} />}
          creditsNote={
            <RunOutNote quoteId={chosen.quote?.quoteId ?? null} act={acts.runOut} zone={zone} />
          }
        />
        <ConfirmBar
          of={chosen}
          {...{ sending, zone, asOf }}
          words={t(chosen.quote?.outcome === "changed" ? "confirmNow" : "confirm")}
          onConfirm={() => void confirm()}
          onLeave={close}
          onOver={() => void quotes.ask("now")}
        />
      </div>
    </Dialog>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "../dialog";
import type { RefundActs, RefundedInvoice, Requested } from "./data";
import { RefundOffer } from "./offer";
import { RefundReceipt } from "./receipt";

type Props = { invoice: RefundedInvoice; back: string; acts: RefundActs };

/** RF: preview, confirm, receipt. What is confirmed is what is on screen, to the cent and the credit. */
export function RefundSheet({ invoice, back, acts }: Props) {
  const t = useTranslations("refunds.sheet");
  const router = useRouter();
  const [done, setDone] = useState<Requested | null>(null);
  function close() {
    router.push(back, { scroll: false });
    if (done) router.refresh();
  }
  return (
    <Dialog title={t("title", { number: invoice.number })} onClose={close} wide>
      {done ? (
        <RefundReceipt of={done} invoice={invoice} acts={acts} onClose={close} />
      ) : (
        <RefundOffer invoice={invoice} acts={acts} onDone={setDone} onLeave={close} />
      )}
    </Dialog>
  );
}

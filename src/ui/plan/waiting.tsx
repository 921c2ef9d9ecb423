import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { linkStyle } from "../credits-page/link-style";
import { When } from "../when";
import type { Waiting } from "./data";

type Props = { of: Waiting; zone: string; actions: ReactNode };

/** PC7: what was decided and still waits, in a sentence, with the way back. */
export function WaitingNote({ of, zone, actions }: Props) {
  return (
    <div className="mt-6 border-s-2 border-ochre ps-4">
      <p>
        <WaitingSentence of={of} zone={zone} />
      </p>
      <p className="mt-2 flex flex-wrap items-center gap-x-6 gap-y-2">{actions}</p>
    </div>
  );
}

function WaitingSentence({ of, zone }: { of: Waiting; zone: string }) {
  const t = useTranslations("plan.waiting");
  const { kind, waitsFor, plan, effectiveAt, givesUpAt, invoice } = of;
  const words = {
    plan: plan?.name ?? "",
    time: () => <When at={effectiveAt} zone={zone} />,
    until: () => givesUpAt && <When at={givesUpAt} zone={zone} as="instant" />,
    amount: () => invoice && <Amount of={invoice.due} />,
    invoice: () =>
      invoice && (
        <Link href={`/invoices/${invoice.id}`} className={linkStyle}>
          {invoice.number}
        </Link>
      ),
  };
  if (waitsFor === "payment") return t.rich("payment", words);
  return t.rich(kind, words);
}

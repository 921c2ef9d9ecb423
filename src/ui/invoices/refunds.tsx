import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import type { Invoice, InvoiceRefund } from "./data";

/** What went back of an invoice, or is asked back, in plain words. Nothing where nothing did. */
export function InvoiceRefunds({ invoice, zone }: { invoice: Invoice; zone: string }) {
  const t = useTranslations("invoices.refunds");
  if (invoice.refunds.length === 0 && invoice.disputes.length === 0) return null;
  return (
    <Section title={t(invoice.refunds.length === 0 ? "disputes" : "title")}>
      <ul className="space-y-2">
        {invoice.disputes.map(({ state, amount, openedAt, closedAt }) => (
          <li key={`${openedAt.toISOString()} ${state}`}>
            {t.rich(`dispute.${state}`, {
              amount: () => <Amount of={amount} />,
              time: () => <When at={closedAt ?? openedAt} zone={zone} />,
            })}
          </li>
        ))}
        {invoice.refunds.map((refund) => (
          <li key={`${refund.at.toISOString()} ${refund.creditNoteId}`}>
            <Sentence of={refund} zone={zone} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Sentence({ of: refund, zone }: { of: InvoiceRefund; zone: string }) {
  const t = useTranslations("invoices.refunds");
  const { state, at, card, accountCredit, creditNoteId, creditNoteNumber } = refund;
  const words = {
    amount: () => <Amount of={refund.amount} />,
    card: () => <Amount of={card} />,
    credit: () => <Amount of={accountCredit} />,
    time: () => <When at={at} zone={zone} />,
  };
  return (
    <>
      {t.rich(wordsOf(refund), words)}
      <CreditsBack of={refund} />
      {state !== "on_its_way" && creditNoteId && creditNoteNumber && (
        <>
          {" "}
          <Link href={`/invoices/${creditNoteId}`} className={linkStyle}>
            {creditNoteNumber}
          </Link>
        </>
      )}
    </>
  );
}

/** ID8: what of the credits went with the money. */
function CreditsBack({ of: { state, credits } }: { of: InvoiceRefund }) {
  const t = useTranslations("invoices.refunds");
  const { revoked, owed } = credits;
  return (
    <>
      {revoked > 0n && " "}
      {revoked > 0n &&
        t.rich(state === "on_its_way" ? "creditsHeld" : "creditsBack", {
          credits: () => <Credits of={revoked} />,
        })}
      {owed > 0n && " "}
      {owed > 0n && t.rich("creditsOwed", { credits: () => <Credits of={owed} /> })}
    </>
  );
}

function wordsOf({ state, card, accountCredit }: InvoiceRefund) {
  if (state === "on_its_way") return "onItsWay";
  if (state === "returned") return "returned";
  if (card.minor === 0n) return "kept";
  return accountCredit.minor === 0n ? "refunded" : "both";
}

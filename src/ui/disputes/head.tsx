import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import type { Customer } from "../customers/data";
import { Fact, Facts } from "../staff-invoice/fact";
import { Countdown } from "./countdown";
import type { Dispute } from "./data";
import { DisputeStatus, networkName, Reason } from "./state";

type Props = { of: Dispute; flags: Customer["flags"]; zone: string };

const link = "text-green underline underline-offset-4 wrap-anywhere";

/** What is disputed, by when it is to be answered, and what to know of the customer first. */
export function DisputeHead({ of, flags, zone }: Props) {
  const t = useTranslations("disputes.page");
  const customer = useTranslations("console.customer");
  return (
    <>
      {flags.length > 0 && (
        <ul aria-label={customer("flags")} className="mb-6 border-s-2 border-ochre ps-4">
          {flags.map((flag) => (
            <li key={flag}>{customer(`flag.${flag}`)}</li>
          ))}
        </ul>
      )}
      <Facts>
        <Fact name={t("status")}>
          <DisputeStatus of={of.status} />
        </Fact>
        <Fact name={t("amount")}>
          <Amount of={of.amount} />
        </Fact>
        <Fact name={t("due")}>
          <Countdown of={of} asOf={of.asOf} zone={zone} />
        </Fact>
        <Fact name={t("reason")}>
          <Reason of={of.reason} />
          <span className="text-muted">
            {` · ${networkName(of.network)}${of.networkReason ? ` ${of.networkReason}` : ""}`}
          </span>
        </Fact>
        <Fact name={t("invoices")}>
          {of.documents.map(({ invoiceId, number, amount }) => (
            <span key={invoiceId} className="block">
              <Link href={`/staff/invoices/${invoiceId}`} className={link}>
                {number ?? invoiceId}
              </Link>{" "}
              <Amount of={amount} />
            </span>
          ))}
        </Fact>
        <Fact name={t("stripe")}>
          <code className="text-small">{of.processorDisputeId}</code>
          {" · "}
          <code className="text-small">{of.chargeId}</code>
        </Fact>
      </Facts>
    </>
  );
}

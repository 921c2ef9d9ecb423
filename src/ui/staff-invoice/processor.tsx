import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import type { StaffInvoice } from "./data";

/** SI1: how it stands at the processor, what we asked there, and the newest we heard, word for word. */
export function AtProcessor({ of }: { of: StaffInvoice }) {
  const t = useTranslations("refunds.processor");
  const { collections, payments, event } = of.processor;
  if (collections.length === 0 && payments.length === 0) {
    return (
      <Section title={t("title")}>
        <p className="text-muted">{t("none")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("title")}>
      <div className="space-y-6">
        <Collections of={of} />
        <Payments of={of} />
        <Calls of={of} />
        {event ? (
          <details>
            <summary className="cursor-pointer">
              {t("newest")} <code className="text-small">{event.type}</code> ·{" "}
              <When at={event.createdAt} zone={of.customer.timezone} as="instant" />
            </summary>
            <p className="my-2 text-small">
              <Link href={`/staff/events/${event.id}`} className={linkStyle}>
                <code>{event.id}</code>
              </Link>
            </p>
            <pre className="max-h-96 overflow-auto border border-rule p-3 text-small">
              <code>{event.object}</code>
            </pre>
          </details>
        ) : (
          <p className="text-muted">{t("noEvent")}</p>
        )}
      </div>
    </Section>
  );
}

function Collections({ of }: { of: StaffInvoice }) {
  const t = useTranslations("refunds.processor");
  const zone = of.customer.timezone;
  return (
    <ul className="space-y-2">
      {of.processor.collections.map((one) => (
        <li key={one.id} className="wrap-anywhere">
          {t(`collection.${collectionState(one)}`)}
          {" · "}
          <Amount of={{ minor: one.amountMinor, currency: one.currency }} />
          {" · "}
          {t("tries", { count: one.tries })}
          <span className="block text-small text-muted">
            <code>{one.processorInvoiceId ?? one.id}</code>
            {one.nextAttemptAt && (
              <>
                {" · "}
                {t("next")} <When at={one.nextAttemptAt} zone={zone} as="instant" />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function collectionState({
  status,
  processing,
  requiresAction,
}: StaffInvoice["processor"]["collections"][number]) {
  if (status === "open" && processing) return "processing";
  if (status === "open" && requiresAction) return "requiresAction";
  const known = ["intended", "open", "paid", "ending", "void", "uncollectible"] as const;
  return known.find((one) => one === status) ?? "other";
}

function Payments({ of }: { of: StaffInvoice }) {
  const t = useTranslations("refunds.processor");
  const zone = of.customer.timezone;
  return of.processor.payments.map((one) => (
    <p key={one.id} className="wrap-anywhere">
      {t.rich("payment", {
        amount: () => <Amount of={{ minor: one.amountMinor, currency: one.currency }} />,
        time: () => <When at={one.paidAt} zone={zone} as="instant" />,
        last4: one.last4 ?? "–",
      })}
      <span className="block text-small text-muted">
        <code>{one.chargeId}</code>
        {one.feeMinor !== null && (
          <>
            {" · "}
            {t("fee")}{" "}
            <Amount of={{ minor: one.feeMinor, currency: one.settledCurrency ?? one.currency }} />
          </>
        )}
      </span>
    </p>
  ));
}

function Calls({ of }: { of: StaffInvoice }) {
  const t = useTranslations("refunds.processor");
  const { calls } = of.processor;
  if (calls.length === 0) return null;
  return (
    <table className="ledger">
      <caption className="mb-2 text-start text-small text-muted">{t("calls")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("call")}</th>
          <th scope="col">{t("state")}</th>
          <th scope="col" className="max-sm:hidden">
            {t("at")}
          </th>
          <th scope="col" className="figure">
            {t("attempts")}
          </th>
        </tr>
      </thead>
      <tbody>
        {calls.map((one) => (
          <tr key={one.id}>
            <th scope="row" className="font-normal">
              <code className="text-small">{one.kind}</code>
            </th>
            <td className="wrap-anywhere">
              <code className="text-small">{one.errorCode ?? one.status}</code>
              {one.error && <code className="block text-small text-muted">{one.error}</code>}
            </td>
            <td className="max-sm:hidden">
              <When at={one.endedAt ?? one.createdAt} zone={of.customer.timezone} as="instant" />
            </td>
            <td className="figure">{String(one.attempts)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

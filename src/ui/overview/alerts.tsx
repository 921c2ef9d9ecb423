import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FiredSentence } from "../alerts/words";
import { Amount } from "../amount";
import { Credits, pluralCount } from "../credits";
import { When } from "../when";
import type { OverviewAlert } from "./data";
import { useSourceName } from "./source-name";
import { PlanToComeSentence, PlanToPaySentence, PlanToStartSentence } from "./waiting-plan";

const linkStyle =
  "inline-block min-h-6 text-green underline decoration-rule underline-offset-4 hover:decoration-current";

type Props = {
  alerts: OverviewAlert[];
  zone: string;
  /** What takes a fired alert off the page; nothing for those who may not. */
  dismiss: (firingId: string) => ReactNode;
  /** What pays a change that waits for its money, and what takes it back. */
  waiting: (invoiceId: string) => ReactNode;
  /** What takes back a change that waits for its day. */
  undo: ReactNode;
};

/** OV5: what needs somebody, the most urgent first. Nothing at all where all is well. */
export function Alerts({ alerts, zone, dismiss, waiting, undo }: Props) {
  const t = useTranslations("overview.alerts");
  if (alerts.length === 0) return null;
  return (
    <section aria-label={t("title")} className="mb-10">
      <ul className="divide-y divide-rule border-y border-rule">
        {alerts.map((alert, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is read anew as a whole
          <li key={index} className="flex flex-wrap gap-x-3 py-2.5 sm:flex-nowrap">
            <span aria-hidden="true" className="text-ochre">
              ▲
            </span>
            <div className="min-w-0 grow basis-2/3">
              <p>
                <Sentence alert={alert} zone={zone} />
              </p>
              {alert.kind === "planToPay" && (
                <p className="mt-1 flex flex-wrap items-center gap-x-6 gap-y-1">
                  {waiting(alert.invoice.id)}
                </p>
              )}
            </div>
            {(alert.kind === "planToCome" || alert.kind === "planToStart") && (
              <span className="ms-auto">{undo}</span>
            )}
            {alert.kind === "fired" && <span className="ms-auto">{dismiss(alert.firing.id)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sentence({ alert, zone }: { alert: OverviewAlert; zone: string }): ReactNode {
  const t = useTranslations("overview.alerts");
  const sourceName = useSourceName();
  switch (alert.kind) {
    case "fired":
      return <Fired alert={alert} zone={zone} />;
    case "overdue":
      return <Overdue alert={alert} zone={zone} />;
    case "debt":
      return <Debt alert={alert} />;
    case "withheld":
      return t.rich("withheld", counted(alert.credits));
    case "planToPay":
      return <PlanToPaySentence of={alert} zone={zone} />;
    case "planToCome":
      return <PlanToComeSentence of={alert} zone={zone} />;
    case "planToStart":
      return <PlanToStartSentence of={alert} zone={zone} />;
    case "topUpPaused":
      return <TopUpPaused alert={alert} />;
    case "runOut":
      return (
        <>
          {t.rich("runOut", { time: () => <When at={alert.at} zone={zone} /> })}{" "}
          <a href="#forecast" className={linkStyle}>
            {t("runOutWhy")}
          </a>
        </>
      );
    case "expiring":
      return t.rich("expiring", {
        ...counted(alert.credits),
        source: sourceName(alert.category),
        time: () => <When at={alert.at} zone={zone} />,
      });
  }
}

function TopUpPaused({ alert }: { alert: Extract<OverviewAlert, { kind: "topUpPaused" }> }) {
  const t = useTranslations("overview.alerts");
  const { because, failure, payUrl } = alert;
  return (
    <>
      {t("topUpPaused", { because, failure: failure ?? "other" })}{" "}
      {payUrl && (
        <>
          <a href={payUrl} className={linkStyle}>
            {t("topUpProve")}
          </a>{" "}
        </>
      )}
      <Link href="/packs#auto-top-up" prefetch={false} className={linkStyle}>
        {t("topUpSee")}
      </Link>
    </>
  );
}

/** Past its day, or its payment failed: then why, when it is tried again, and where that is put right. */
function Overdue({
  alert,
  zone,
}: {
  alert: Extract<OverviewAlert, { kind: "overdue" }>;
  zone: string;
}) {
  const t = useTranslations("overview.alerts");
  const { failure, invoiceId, number, amount } = alert;
  const page = (words: ReactNode) => (
    <Link href={`/invoices/${invoiceId}`} prefetch={false} className={linkStyle}>
      {words}
    </Link>
  );
  const parts = { number, amount: () => <Amount of={amount} />, invoice: page };
  if (!failure) {
    return t.rich("overdue", { ...parts, time: () => <When at={alert.dueAt} zone={zone} /> });
  }
  const { reason, nextAttemptAt: next } = failure;
  return (
    <>
      {t.rich("failed", { ...parts, reason })}{" "}
      {next
        ? t.rich("failedAgain", { time: () => <When at={next} zone={zone} /> })
        : t("failedLast")}{" "}
      {page(t("fixPayment"))}
    </>
  );
}

function Fired({
  alert,
  zone,
}: {
  alert: Extract<OverviewAlert, { kind: "fired" }>;
  zone: string;
}) {
  const t = useTranslations("overview.alerts");
  const { firing, currency } = alert;
  return (
    <>
      {t.rich("fired", {
        time: () => <When at={firing.firedAt} zone={zone} />,
        what: () => <FiredSentence firing={firing} currency={currency} zone={zone} />,
      })}{" "}
      <Link href={`/alerts?rule=${firing.ruleId}`} prefetch={false} className={linkStyle}>
        {t("firedRule")}
      </Link>
    </>
  );
}

function Debt({ alert }: { alert: Extract<OverviewAlert, { kind: "debt" }> }) {
  const t = useTranslations("overview.alerts");
  return (
    <>
      {t.rich("debt", counted(alert.credits))}{" "}
      {alert.reason && t("debtReason", { reason: alert.reason })}{" "}
      {alert.version !== null && (
        <Link
          href={`/credits?entry=${alert.version}#ledger`}
          prefetch={false}
          className={linkStyle}
        >
          {t("debtEntry")}
        </Link>
      )}
    </>
  );
}

function counted(credits: bigint) {
  return { count: pluralCount(credits), credits: () => <Credits of={credits} /> };
}

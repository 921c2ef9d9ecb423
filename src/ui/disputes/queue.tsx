import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { Section } from "../section";
import { disputeHref, type QueueView } from "./address";
import { Countdown } from "./countdown";
import type { DisputeFigures, DisputeRow } from "./data";
import { DisputeStatus, networkName, Reason } from "./state";
import { usePercent } from "./tiles";

const link = "text-green underline underline-offset-4 wrap-anywhere";

type Props = {
  disputes: DisputeRow[];
  figures: DisputeFigures;
  view: QueueView;
  asOf: Date;
  zone: string;
};

/** DQ1: what waits for an answer, the soonest due first. On a phone a row keeps who, how much and until when. */
export function DisputeQueue({ disputes, figures, view, asOf, zone }: Props) {
  const t = useTranslations("disputes.queue");
  return (
    <Section title={t(view.state)}>
      {disputes.length === 0 ? (
        <Nothing view={view} figures={figures} />
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("customer")}</th>
              <th scope="col" className="figure max-sm:hidden">
                {t("amount")}
              </th>
              <th scope="col">{t(view.state === "closed" ? "closedAt" : "due")}</th>
              {(["reason", "network", "status"] as const).map((one) => (
                <th key={one} scope="col" className="max-md:hidden">
                  {t(one)}
                </th>
              ))}
              <th scope="col" className="figure max-lg:hidden">
                {t("held")}
              </th>
              <th scope="col" className="max-lg:hidden">
                {t("assigned")}
              </th>
            </tr>
          </thead>
          <tbody>
            {disputes.map((one) => (
              <Row key={one.disputeId} of={one} asOf={asOf} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Row({ of, asOf, zone }: { of: DisputeRow; asOf: Date; zone: string }) {
  const t = useTranslations("disputes.queue");
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <Link href={disputeHref(of.disputeId)} className={link}>
          {of.accountName}
        </Link>
        <span className="block sm:hidden">
          <Amount of={of.amount} />
        </span>
        <span className="block text-small md:hidden">
          <DisputeStatus of={of.status} />
        </span>
      </th>
      <td className="figure max-sm:hidden">
        <Amount of={of.amount} />
      </td>
      <td>
        <Countdown of={of} asOf={asOf} zone={zone} />
      </td>
      <td className="max-md:hidden">
        <Reason of={of.reason} />
      </td>
      <td className="max-md:hidden">{networkName(of.network)}</td>
      <td className="max-md:hidden">
        <DisputeStatus of={of.status} />
      </td>
      <td className="figure max-lg:hidden">
        <Credits of={of.creditsHeld} unit={false} />
      </td>
      <td className="max-lg:hidden">
        {of.assignedTo ? of.assignedTo.name : <span className="text-muted">{t("nobody")}</span>}
      </td>
    </tr>
  );
}

/** Nothing to answer is good news, and how rare disputes are belongs to it. */
function Nothing({ view, figures }: { view: QueueView; figures: DisputeFigures }) {
  const t = useTranslations("disputes.queue");
  const percent = usePercent();
  if (view.mine || view.reason || view.account) return <p className="text-muted">{t("noneOf")}</p>;
  if (view.state !== "open") return <p className="text-muted">{t("noneClosed")}</p>;
  const share = percent(figures.disputed, figures.charges);
  return (
    <div className="border-s-2 border-green ps-4">
      <p className="font-serif text-title">{t("none")}</p>
      <p className="text-muted">{share === undefined ? t("noCharges") : t("rate", { share })}</p>
    </div>
  );
}

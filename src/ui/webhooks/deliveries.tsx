import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import { type Delivery, type DeliveryStatus, deliveryStatuses, type Endpoint } from "./data";
import { Answer, DeliveryState } from "./state";

type Props = {
  endpoint: Endpoint;
  page: { deliveries: Delivery[]; next: string | null };
  zone: string;
  view: DeliveriesView;
  /** What may be done with a delivery; nothing for most who look. */
  actions: (delivery: Delivery) => ReactNode;
};

/** What the page's address says of the log. */
export type DeliveriesView = { status: DeliveryStatus | null; before: string | null };

/** What was sent, newest first, and what came of it. */
export function Deliveries({ endpoint, page, zone, view, actions }: Props) {
  const t = useTranslations("webhooks.deliveries");
  const { deliveries } = page;
  return (
    <Section title={t("title")}>
      <Filter endpoint={endpoint} view={view} />
      {deliveries.length === 0 ? (
        <p className="text-muted">{view.status ? t("noneOf") : t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption", { address: endpoint.url })}</caption>
          <Heads />
          <tbody>
            {deliveries.map((one) => (
              <Row
                key={one.eventId}
                of={endpoint.id}
                delivery={one}
                zone={zone}
                acts={actions(one)}
              />
            ))}
          </tbody>
        </table>
      )}
      <Turn endpoint={endpoint} view={view} next={page.next} />
    </Section>
  );
}

function Heads() {
  const t = useTranslations("webhooks.deliveries");
  return (
    <thead>
      <tr>
        <th scope="col">{t("event")}</th>
        <th scope="col" className="max-md:hidden">
          {t("account")}
        </th>
        <th scope="col" className="max-sm:hidden">
          {t("at")}
        </th>
        <th scope="col">{t("status")}</th>
      </tr>
    </thead>
  );
}

type RowProps = { of: string; delivery: Delivery; zone: string; acts: ReactNode };

function Row({ of, delivery, zone, acts }: RowProps) {
  const t = useTranslations("webhooks.deliveries");
  const { eventId, type, account, occurredAt, status, attempts, nextAttemptAt } = delivery;
  const { lastStatus, lastProblem } = delivery;
  const next = () => nextAttemptAt && <When at={nextAttemptAt} zone={zone} as="instant" />;
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <Link
          href={`/staff/webhooks/${of}/${eventId}`}
          className="text-green underline underline-offset-4"
        >
          <code>{type}</code>
        </Link>
        <span className="block text-small text-muted wrap-anywhere md:hidden">{account.name}</span>
      </th>
      <td className="wrap-anywhere max-md:hidden">{account.name}</td>
      <td className="max-sm:hidden">
        <When at={occurredAt} zone={zone} as="instant" />
      </td>
      <td>
        <DeliveryState of={status} />
        <span className="block text-small text-muted">
          {t("attempts", { count: attempts })}
          {(lastStatus ?? lastProblem) !== null && " · "}
          <Answer status={lastStatus} problem={lastProblem} />
          {nextAttemptAt && <span className="block">{t.rich("next", { time: next })}</span>}
        </span>
        {acts}
      </td>
    </tr>
  );
}

const way =
  "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline";

function Filter({ endpoint, view }: { endpoint: Endpoint; view: DeliveriesView }) {
  const t = useTranslations("webhooks.deliveries");
  return (
    <nav aria-label={t("filter")} className="mb-5 print:hidden">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {[null, ...deliveryStatuses].map((status) => (
          <li key={status ?? "any"}>
            <Link
              href={hrefOf(endpoint, { status, before: null })}
              scroll={false}
              aria-current={view.status === status ? "true" : undefined}
              className={way}
            >
              {status ? <DeliveryState of={status} /> : t("any")}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type TurnProps = { endpoint: Endpoint; view: DeliveriesView; next: string | null };

function Turn({ endpoint, view, next }: TurnProps) {
  const t = useTranslations("webhooks.deliveries");
  return (
    <p className="mt-4 flex flex-wrap gap-x-6 text-small print:hidden">
      {view.before && (
        <Link href={hrefOf(endpoint, { ...view, before: null })} className={way}>
          {t("newest")}
        </Link>
      )}
      {next && (
        <Link href={hrefOf(endpoint, { ...view, before: next })} className={way}>
          {t("older")}
        </Link>
      )}
    </p>
  );
}

function hrefOf({ id }: Endpoint, { status, before }: DeliveriesView): string {
  const query = new URLSearchParams();
  if (status) query.set("status", status);
  if (before) query.set("before", before);
  return `/staff/webhooks/${id}${query.size > 0 ? `?${query}` : ""}`;
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import { type EventsView, eventsHref } from "./address";
import type { StripeEvent } from "./data";
import { EventsFilter, isFiltered } from "./filter";
import { Lag } from "./lag";
import { EventState } from "./state";

type Props = {
  page: { events: StripeEvent[]; next: string | null };
  view: EventsView;
  zone: string;
  /** What may be done with those that are given up. */
  actions: ReactNode;
};

/** What Stripe told us, the last received first. */
export function EventLog({ page, view, zone, actions }: Props) {
  const t = useTranslations("staff.events");
  return (
    <Section title={t("log")}>
      <EventsFilter view={view} />
      {page.events.length === 0 ? (
        <p className="text-muted">{isFiltered(view) ? t("noneOf") : t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <Heads />
          <tbody>
            {page.events.map((event) => (
              <Row key={event.id} event={event} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
      {view.status === "dead" && actions}
      <Turn view={view} next={page.next} />
    </Section>
  );
}

function Heads() {
  const t = useTranslations("staff.events");
  return (
    <thead>
      <tr>
        <th scope="col">{t("event")}</th>
        <th scope="col" className="max-md:hidden">
          {t("object")}
        </th>
        <th scope="col" className="max-lg:hidden">
          {t("account")}
        </th>
        <th scope="col" className="max-sm:hidden">
          {t("received")}
        </th>
        <th scope="col" className="text-end! max-md:hidden">
          {t("took")}
        </th>
        <th scope="col">{t("status")}</th>
      </tr>
    </thead>
  );
}

function Row({ event, zone }: { event: StripeEvent; zone: string }) {
  const t = useTranslations("staff.events");
  const { id, type, objectId, receivedAt, status, account, attempts } = event;
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <Link href={`/staff/events/${id}`} className="text-green underline underline-offset-4">
          <code className="wrap-anywhere">{type}</code>
        </Link>
        <span className="block text-small text-muted wrap-anywhere md:hidden">
          <code>{objectId}</code>
        </span>
        <span className="block text-small text-muted sm:hidden">
          <When at={receivedAt} zone={zone} as="instant" />
        </span>
      </th>
      <td className="text-small wrap-anywhere max-md:hidden">
        <code>{objectId}</code>
      </td>
      <td className="wrap-anywhere max-lg:hidden">{account?.name}</td>
      <td className="max-sm:hidden">
        <When at={receivedAt} zone={zone} as="instant" />
      </td>
      <td className="text-end! max-md:hidden">
        <Lag of={event} />
      </td>
      <td>
        <EventState of={status} />
        {attempts > 1 && (
          <span className="block text-small text-muted">{t("attempts", { count: attempts })}</span>
        )}
      </td>
    </tr>
  );
}

const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

function Turn({ view, next }: { view: EventsView; next: string | null }) {
  const t = useTranslations("staff.events");
  return (
    <p className="mt-4 flex flex-wrap gap-x-6 text-small print:hidden">
      {view.before && (
        <Link href={eventsHref(view, {})} className={way}>
          {t("newest")}
        </Link>
      )}
      {next && (
        <Link href={eventsHref(view, { before: next })} className={way}>
          {t("older")}
        </Link>
      )}
    </p>
  );
}

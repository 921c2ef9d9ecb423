import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { SideScroll } from "../side-scroll";
import { When } from "../when";
import { Touched } from "./acts";
import { eventsHref } from "./address";
import type { EventInFull, StripeEvent } from "./data";
import { Lag } from "./lag";
import { EventState } from "./state";

const linkStyle = "text-green underline underline-offset-4";
const all = { status: null, type: null, search: null, account: null, before: null };

type FactsProps = { event: EventInFull; zone: string };

/** What is known of an event without its body. */
export function EventFacts({ event, zone }: FactsProps) {
  const t = useTranslations("staff.event");
  const heads = useTranslations("staff.events");
  const { objectId, createdAt, receivedAt, apiVersion } = event;
  return (
    <Section title={t("facts")}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5">
        <Fact name={heads("event")}>
          <code>{event.id}</code>
        </Fact>
        <Fact name={heads("status")}>
          <EventState of={event.status} />
          <Outcome event={event} zone={zone} />
        </Fact>
        {event.account && <Fact name={heads("account")}>{event.account.name}</Fact>}
        <Fact name={heads("object")}>
          {objectId ? (
            <Link href={eventsHref(all, { search: objectId })} className={linkStyle}>
              <code>{objectId}</code>
            </Link>
          ) : (
            t("noObject")
          )}
        </Fact>
        <Fact name={heads("happened")}>
          <When at={createdAt} zone={zone} as="instant" />
        </Fact>
        <Fact name={heads("received")}>
          <When at={receivedAt} zone={zone} as="instant" />
        </Fact>
        <Fact name={heads("took")}>
          <Lag of={event} />
        </Fact>
        <Fact name={t("version")}>{apiVersion ? <code>{apiVersion}</code> : t("noVersion")}</Fact>
      </dl>
    </Section>
  );
}

/** What came of it so far, and what went wrong the last time. */
function Outcome({ event, zone }: FactsProps) {
  const t = useTranslations("staff.event");
  const because = useTranslations("staff.because");
  const { status, ignoredBecause, attempts, result, workedAt, lastError, touched } = event;
  const reason = ignoredBecause ? because(ignoredBecause) : "";
  const time = () => workedAt && <When at={workedAt} zone={zone} as="instant" />;
  return (
    <div className="text-small text-muted">
      <p>{result ? t(`result.${result}`) : t(`now.${status}`, { reason })}</p>
      <p>
        {t("attempts", { count: attempts })}
        {workedAt && <> · {t.rich("worked", { time })}</>}
      </p>
      {lastError && <p className="text-ochre">{t("error", { error: lastError })}</p>}
      <Touched rows={touched} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

type OthersProps = { event: StripeEvent; events: StripeEvent[]; zone: string };

/** What happened to the object in the order it happened, which need not be the order it was told in. */
export function EventsOfObject({ event, events, zone }: OthersProps) {
  const t = useTranslations("staff.event");
  if (event.objectId === null) return null;
  return (
    <Section title={t("others")}>
      {events.length < 2 ? (
        <p className="text-muted">{t("only")}</p>
      ) : (
        <ObjectTable event={event} events={events} zone={zone} />
      )}
    </Section>
  );
}

function ObjectTable({ event, events, zone }: OthersProps) {
  const t = useTranslations("staff.event");
  const heads = useTranslations("staff.events");
  return (
    <table className="ledger">
      <caption className="sr-only">{t("othersCaption", { object: event.objectId ?? "" })}</caption>
      <thead>
        <tr>
          <th scope="col">{heads("event")}</th>
          <th scope="col">{heads("happened")}</th>
          <th scope="col" className="max-sm:hidden">
            {heads("received")}
          </th>
          <th scope="col" className="max-md:hidden">
            {heads("status")}
          </th>
        </tr>
      </thead>
      <tbody>
        {events.map((one) => (
          <ObjectRow key={one.id} one={one} isHere={one.id === event.id} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

function ObjectRow({ one, isHere, zone }: { one: StripeEvent; isHere: boolean; zone: string }) {
  const t = useTranslations("staff.event");
  return (
    <tr data-row>
      <th scope="row" className="font-normal wrap-anywhere">
        {isHere ? (
          <>
            <code>{one.type}</code> <span className="text-small text-muted">{t("here")}</span>
          </>
        ) : (
          <Link href={`/staff/events/${one.id}`} className={linkStyle}>
            <code>{one.type}</code>
          </Link>
        )}
      </th>
      <td>
        <When at={one.createdAt} zone={zone} as="instant" />
      </td>
      <td className="max-sm:hidden">
        <When at={one.receivedAt} zone={zone} as="instant" />
      </td>
      <td className="max-md:hidden">
        <EventState of={one.status} />
      </td>
    </tr>
  );
}

/** The body, set so that a person can read it. Anybody may have written what is in it: it is shown as text. */
export function EventBody({ body }: { body: string }) {
  const t = useTranslations("staff.event");
  return (
    <Section title={t("sent")}>
      <p className="mb-3 text-small text-muted">{t("note")}</p>
      <SideScroll label={t("body")} className="border border-rule bg-paper p-4 text-small">
        <pre>
          <code>{JSON.stringify(JSON.parse(body), null, 2)}</code>
        </pre>
      </SideScroll>
    </Section>
  );
}

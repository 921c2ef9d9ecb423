import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import { exportHref, type UsageAddress, usageHref } from "./address";
import type { UsageEvent, UsageEventLine, UsageEvents } from "./data";
import { featureName, formatDay, useActorWords } from "./words";

type Props = { events: UsageEvents; address: UsageAddress; zone: string };

/** US6: the raw events, each with the grants that paid and the invoice lines it is in. */
export function Events({ events: { events, next, features }, address, zone }: Props) {
  const t = useTranslations("usage.events");
  const tCommon = useTranslations("common");
  const locale = useLocale();
  const { day } = address;
  return (
    <Section
      title={day ? t("titleOfDay", { day: formatDay(day, locale) }) : t("title")}
      note={<Files address={address} />}
    >
      {day && (
        <p className="mb-4">
          <Link href={usageHref(address, { day: null }, "#events")} className={link}>
            {t("allDays")}
          </Link>
        </p>
      )}
      {events.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption", { zone })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("when")}</th>
              <th scope="col">{t("what")}</th>
              <th scope="col" className="max-sm:hidden">
                {t("paidBy")}
              </th>
              <th scope="col" className="figure">
                {t("credits")}
              </th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Row
                key={event.key}
                event={event}
                name={featureName(features, event.feature)}
                zone={zone}
              />
            ))}
          </tbody>
        </table>
      )}
      <p className="mt-4 flex gap-x-6">
        {address.at && (
          <Link href={usageHref(address, { at: null, key: null }, "#events")} className={link}>
            {tCommon("newest")}
          </Link>
        )}
        {next && (
          <Link
            href={usageHref(address, { at: next.at.toISOString(), key: next.key }, "#events")}
            className={link}
          >
            {t("older")}
          </Link>
        )}
      </p>
    </Section>
  );
}

const link = "inline-block py-0.5 text-green underline underline-offset-4";

function Row({ event, name, zone }: { event: UsageEvent; name: string; zone: string }) {
  const t = useTranslations("usage.events");
  const actorWords = useActorWords();
  return (
    <tr data-row="">
      <th scope="row" className="w-36 font-normal max-sm:w-24">
        <span className="block">
          <When at={event.at} zone={zone} />
        </span>
        <span className="block text-small text-muted">
          <When at={event.at} zone={zone} as="time" />
        </span>
      </th>
      <td>
        {t.rich("quantity", { name, quantity: () => <Credits of={event.quantity} unit={false} /> })}
        {event.isLate && <span className="block text-small text-ochre">{t("late")}</span>}
        <span className="block text-small wrap-anywhere text-muted">
          {t("told", { key: event.key, actor: actorWords(event.actor) })}
        </span>
        <Properties of={event.metadata} />
        <div className="text-small sm:hidden">
          <Payers event={event} />
        </div>
      </td>
      <td className="text-small! max-sm:hidden">
        <Payers event={event} />
      </td>
      <td className="figure">
        <Credits of={event.credits} unit={false} />
      </td>
    </tr>
  );
}

function Properties({ of }: { of: UsageEvent["metadata"] }) {
  const entries = Object.entries(of ?? {});
  if (entries.length === 0) return null;
  return (
    <span className="block text-small wrap-anywhere text-muted">
      {entries.map(([name, value]) => `${name}: ${value}`).join(" · ")}
    </span>
  );
}

/** Which credits went, and on which invoices that is. */
function Payers({ event: { paidBy, overage, planLine, overageLine } }: { event: UsageEvent }) {
  const t = useTranslations("usage.events");
  const tSource = useTranslations("common.source");
  return (
    <ul>
      {paidBy.map(({ id, category, credits }) => (
        <li key={id}>
          <Link href={`/credits?grant=${id}`} className={link}>
            {t("paid", { source: tSource(category as Parameters<typeof tSource>[0]) })}
          </Link>{" "}
          <Credits of={credits} unit={false} />
        </li>
      ))}
      {overage > 0n && (
        <li className="text-ochre">
          {t("overage")} <Credits of={overage} unit={false} />
        </li>
      )}
      {overage > 0n && overageLine && <Line of={overageLine} kind="overage" />}
      {planLine && <Line of={planLine} kind="plan" />}
    </ul>
  );
}

function Line({ of, kind }: { of: UsageEventLine; kind: "plan" | "overage" }) {
  const t = useTranslations("usage.events");
  return (
    <li>
      <Link href={`/invoices/${of.invoiceId}#line-${of.id}`} className={link}>
        {of.number === null ? t("draftLine", { kind }) : t("line", { kind, number: of.number })}
      </Link>
    </li>
  );
}

/** US7: exactly what is asked for here, as files. */
function Files({ address }: { address: UsageAddress }) {
  const t = useTranslations("usage.files");
  return (
    <span className="flex flex-wrap gap-x-4 print:hidden">
      {(["events", "days"] as const).flatMap((rows) =>
        (["csv", "json"] as const).map((format) => (
          <a
            key={rows + format}
            href={exportHref(address, { rows, format })}
            download
            className={link}
          >
            {t(rows, { format: format.toUpperCase() })}
          </a>
        )),
      )}
    </span>
  );
}

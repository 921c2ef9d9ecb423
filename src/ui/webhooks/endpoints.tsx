import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "../section";
import type { Endpoint } from "./data";
import { EndpointState } from "./state";

/** Where events are sent. */
export function Endpoints({ endpoints, zone }: { endpoints: Endpoint[]; zone: string }) {
  const t = useTranslations("webhooks.endpoints");
  return (
    <Section title={t("title")}>
      {endpoints.length === 0 ? (
        <p className="max-w-prose text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("address")}</th>
              <th scope="col" className="max-sm:hidden">
                {t("events")}
              </th>
              <th scope="col">{t("state")}</th>
            </tr>
          </thead>
          <tbody>
            {endpoints.map((endpoint) => (
              <Row key={endpoint.id} endpoint={endpoint} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Row({ endpoint, zone }: { endpoint: Endpoint; zone: string }) {
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <Link
          href={`/staff/webhooks/${endpoint.id}`}
          className="text-green underline underline-offset-4 wrap-anywhere"
        >
          {endpoint.url}
        </Link>
        <span className="block text-small text-muted wrap-anywhere">{endpoint.description}</span>
      </th>
      <td className="max-sm:hidden">
        <Wanted types={endpoint.eventTypes} />
      </td>
      <td>
        <EndpointState endpoint={endpoint} zone={zone} />
      </td>
    </tr>
  );
}

function Wanted({ types }: { types: string[] | null }) {
  const t = useTranslations("webhooks.events");
  return types === null ? t("all") : t("count", { count: types.length });
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Credits } from "../credits";
import { When } from "../when";
import { type CreditsView, creditsHref } from "./address";
import type { Grant } from "./data";
import { InvoiceLink } from "./invoice-link";
import { linkStyle } from "./link-style";
import { grantReason, useCreditText } from "./words";

type Props = {
  grants: Grant[];
  caption: string;
  view: CreditsView;
  zone: string;
  foot?: ReactNode;
};

/** Grants with where their credits are. A phone keeps the source, what is left and when it expires. */
export function GrantTable({ grants, caption, view, zone, foot }: Props) {
  const t = useTranslations("credits.grants");
  return (
    <table className="ledger">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("source")}</th>
          <th scope="col" className="max-md:hidden">
            {t("from")}
          </th>
          <th scope="col" className="max-md:hidden">
            {t("expires")}
          </th>
          <th scope="col" className="figure whitespace-normal! max-md:hidden">
            {t("granted")}
          </th>
          <th scope="col" className="figure whitespace-normal! max-md:hidden">
            {t("used")}
          </th>
          <th scope="col" className="figure whitespace-normal! max-md:hidden">
            {t("held")}
          </th>
          <th scope="col" className="figure whitespace-normal!">
            {t("left")}
          </th>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <Row key={grant.id} grant={grant} view={view} zone={zone} />
        ))}
      </tbody>
      {foot && <tfoot>{foot}</tfoot>}
    </table>
  );
}

function Row({ grant, view, zone }: { grant: Grant; view: CreditsView; zone: string }) {
  return (
    <tr data-row aria-current={view.grant === grant.id ? "true" : undefined}>
      <Source grant={grant} view={view} zone={zone} />
      <td className="max-md:hidden">
        <When at={grant.effectiveAt} zone={zone} />
      </td>
      <td className="max-md:hidden">
        <Expiry at={grant.expiresAt} zone={zone} />
      </td>
      <td className="figure max-md:hidden">
        <Credits of={grant.granted} unit={false} />
      </td>
      <td className="figure max-md:hidden">
        <Credits of={grant.used} unit={false} />
      </td>
      <td className={`figure max-md:hidden ${grant.held === 0n ? "text-muted!" : ""}`}>
        <Credits of={grant.held} unit={false} />
      </td>
      <td className="figure">
        <Credits of={grant.left} unit={false} />
      </td>
    </tr>
  );
}

/** What it is, why it was given, the invoice behind it and what became of it besides use. */
function Source({ grant, view, zone }: { grant: Grant; view: CreditsView; zone: string }) {
  const t = useTranslations("credits");
  const reason = grantReason(grant);
  const href = creditsHref(
    view,
    { grant: grant.id, entry: null, before: null, after: null },
    "grant",
  );
  return (
    <th scope="row" className="font-normal">
      <Link href={href} title={t("grants.explain")} className={linkStyle}>
        {t(`source.${grant.category}`)}
      </Link>
      <span className="block text-small text-muted">
        {reason && <span className="block wrap-anywhere">{reason}</span>}
        {grant.invoice && <InvoiceLink to={grant.invoice} />}
        <Ends of={grant} />
        <span className="block md:hidden">
          {t("grants.expires")}: <Expiry at={grant.expiresAt} zone={zone} />
        </span>
      </span>
    </th>
  );
}

function Ends({ of: grant }: { of: Grant }) {
  const t = useTranslations("credits.grants");
  const text = useCreditText();
  const ends = (["expired", "revoked", "rolledOut", "debtRepaid"] as const).filter(
    (end) => grant[end] > 0n,
  );
  return (
    <>
      {grant.state === "later" && <span className="block text-ochre">{t("later")}</span>}
      {grant.state === "onHold" && <span className="block">{t("onHold")}</span>}
      {grant.held > 0n && (
        <span className="block md:hidden">
          {t("held")}: <Credits of={grant.held} unit={false} />
        </span>
      )}
      {ends.map((end) => (
        <span key={end} className="block">
          {t(end, { figure: text(grant[end]) })}
        </span>
      ))}
    </>
  );
}

function Expiry({ at, zone }: { at: Date | null; zone: string }) {
  const t = useTranslations("common");
  return at ? <When at={at} zone={zone} /> : <span className="text-muted">{t("never")}</span>;
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import { type CreditsView, creditsHref } from "./address";
import type { ExplainedGrant as Explained, GrantFigures } from "./data";
import { InvoiceLink } from "./invoice-link";
import { smallLinkStyle } from "./link-style";
import { grantReason } from "./words";

type Props = { explained: Explained; view: CreditsView; zone: string };

const taken = ["used", "held", "expired", "revoked", "rolledOut", "debtRepaid"] as const;

/** One grant as a sum: granted, less everything that left it, is what is left (BOOKS B2). */
export function ExplainedGrant({ explained: { grant, recomputed }, view, zone }: Props) {
  const t = useTranslations("credits");
  const reason = grantReason(grant);
  const shown = taken.filter((one) => one === "used" || grant[one] > 0n);
  return (
    <Section title={t("grant.title", { source: t(`source.${grant.category}`) })}>
      <div className="grid gap-x-14 gap-y-6 md:grid-cols-2">
        <table className="ledger">
          <caption className="sr-only">{t("grant.caption")}</caption>
          <tbody>
            <tr>
              <th scope="row">{t("grant.granted")}</th>
              <td className="figure">
                <Credits of={grant.granted} unit={false} />
              </td>
            </tr>
            {shown.map((one) => (
              <tr key={one}>
                <th scope="row">{t(`grant.${one}`)}</th>
                <td className="figure">
                  <Credits of={-grant[one]} unit={false} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t("grant.left")}</th>
              <td className="figure">
                <Credits of={grant.left} />
              </td>
            </tr>
          </tfoot>
        </table>
        <div className="space-y-2">
          {reason && <p className="wrap-anywhere">{reason}</p>}
          <Times of={grant} zone={zone} />
          {grant.invoice && (
            <p>
              <InvoiceLink to={grant.invoice} />
            </p>
          )}
          <Proof said={grant} recomputed={recomputed} />
          <p className="print:hidden">
            <Link
              href={creditsHref(view, { grant: null, before: null, after: null }, "ledger")}
              className={smallLinkStyle}
            >
              {t("grant.all")}
            </Link>
          </p>
        </div>
      </div>
    </Section>
  );
}

function Times({
  of: { issuedAt, effectiveAt, expiresAt },
  zone,
}: {
  of: Explained["grant"];
  zone: string;
}) {
  const t = useTranslations("credits.grant");
  return (
    <>
      <p>
        {t.rich("given", {
          at: () => <When at={issuedAt} zone={zone} as="instant" />,
          from: () => <When at={effectiveAt} zone={zone} as="instant" />,
        })}
      </p>
      <p>
        {expiresAt
          ? t.rich("until", { at: () => <When at={expiresAt} zone={zone} as="instant" /> })
          : t("never")}
      </p>
    </>
  );
}

/** The same figures by another way. They never differ; were they to, nobody should have to guess. */
function Proof({ said, recomputed }: { said: GrantFigures; recomputed: GrantFigures }) {
  const t = useTranslations("credits.grant");
  const same = (Object.keys(recomputed) as (keyof GrantFigures)[]).every(
    (name) => said[name] === recomputed[name],
  );
  return same ? (
    <p className="text-small text-muted">{t("proven")}</p>
  ) : (
    <p role="alert" className="border-s-2 border-ochre ps-4 text-small">
      {t("differs")}
    </p>
  );
}

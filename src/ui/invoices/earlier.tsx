import { useTranslations } from "next-intl";
import type { Money } from "@/lib/money";
import { Amount } from "../amount";
import { smallLinkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";

export type Earlier = {
  id: string;
  number: string | null;
  status: "paid" | "void" | "uncollectible";
  total: Money;
  issuedAt: Date;
  url: string | null;
};

/** Documents of before, to be looked up: they are in no figure of the page above. */
export function EarlierDocuments({ documents, zone }: { documents: Earlier[]; zone: string }) {
  const t = useTranslations("invoices.earlier");
  const list = useTranslations("invoices.list");
  if (documents.length === 0) return null;
  return (
    <Section title={t("title")} className="mt-12">
      <p className="mb-4 max-w-prose text-muted">{t("text")}</p>
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{list("number")}</th>
            <th scope="col" className="max-sm:hidden">
              {list("date")}
            </th>
            <th scope="col">{list("status")}</th>
            <th scope="col" className="figure">
              {list("total")}
            </th>
          </tr>
        </thead>
        <tbody>
          {documents.map((one) => (
            <tr key={one.id} data-row>
              <td>
                <Named of={one} />
                <span className="block text-small text-muted sm:hidden">
                  <When at={one.issuedAt} zone={zone} />
                </span>
              </td>
              <td className="max-sm:hidden">
                <When at={one.issuedAt} zone={zone} />
              </td>
              <td>
                <Status of={one.status} />
              </td>
              <td className="figure">
                <Amount of={one.total} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** At Stripe, where it has a page there; its words are its number. */
function Named({ of: { id, number, url } }: { of: Earlier }) {
  const words = number ?? id;
  if (!url) return words;
  return (
    <a href={url} rel="noreferrer" className={smallLinkStyle}>
      {words}
    </a>
  );
}

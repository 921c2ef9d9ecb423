import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { dayOf } from "@/lib/time";
import { Amount } from "../amount";
import { Credits, formatCredits } from "../credits";
import { usageHref } from "../usage/address";
import { When } from "../when";
import { type CreditsView, creditsHref } from "./address";
import type { EntryDetail, Side } from "./data";
import { linkStyle, smallLinkStyle } from "./link-style";
import { useAccountWords, useCreditText } from "./words";

type Props = { entry: EntryDetail; view: CreditsView; number: string };

/** From where to where, as the ledger has it. */
export function Transfers({ entry: { transfers, grants }, view, number }: Props) {
  const t = useTranslations("credits.entry");
  return (
    <div>
      <h3 className="mb-2 text-small text-muted">{t("transfers")}</h3>
      <table className="ledger">
        <caption className="sr-only">{t("transfersCaption", { number })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("from")}</th>
            <th scope="col">{t("to")}</th>
            <th scope="col" className="figure whitespace-normal!">
              {t("amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {transfers.map(({ from, to, asset, amount }) => (
            <tr key={`${from.id}${to.id}${amount}`}>
              <td className="align-top!">
                <Account side={from} grants={grants} view={view} />
              </td>
              <td className="align-top!">
                <Account side={to} grants={grants} view={view} />
              </td>
              <td className="figure">
                {asset === "credit" ? (
                  <Credits of={amount} />
                ) : (
                  <Amount of={{ minor: amount, currency: asset }} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Account({
  side,
  grants,
  view,
}: {
  side: Side;
  grants: EntryDetail["grants"];
  view: CreditsView;
}) {
  const t = useTranslations("credits.source");
  const words = useAccountWords();
  const grant = side.kind === "grant" && grants.find(({ id }) => id === side.id);
  if (!grant) return words(side.kind);
  const change = { grant: grant.id, entry: null, before: null, after: null };
  return (
    <Link href={creditsHref(view, change, "grant")} className={linkStyle}>
      {t(grant.category)}
    </Link>
  );
}

/** The raw events of a local day on the usage page, of one feature or all. */
function usesOn(at: Date, zone: string, feature?: string): string {
  const day = dayOf(at, zone);
  return usageHref({ from: day, to: day, day, ...(feature && { feature }) }, {}, "#events");
}

/** The events of use an entry stands for; of many, the first. */
export function Uses({
  entry: { uses, at },
  number,
  zone,
}: {
  entry: EntryDetail;
  number: string;
  zone: string;
}) {
  const t = useTranslations("credits.entry");
  const text = useCreditText();
  const locale = useLocale();
  const figure = (of: number) => formatCredits(BigInt(of), locale);
  return (
    <div className="mt-8">
      <h3 className="mb-2 text-small text-muted">{t("uses")}</h3>
      <table className="ledger">
        <caption className="sr-only">{t("usesCaption", { number })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("feature")}</th>
            <th scope="col" className="max-sm:hidden">
              {t("usedAt")}
            </th>
            <th scope="col" className="figure whitespace-normal! max-sm:hidden">
              {t("quantity")}
            </th>
            <th scope="col" className="figure whitespace-normal!">
              {t("credits")}
            </th>
          </tr>
        </thead>
        <tbody>
          {uses.first.map((use) => (
            <tr key={use.id}>
              <th scope="row" className="font-normal">
                <Link href={usesOn(use.occurredAt, zone, use.feature)} className={linkStyle}>
                  {use.feature}
                </Link>
                <span className="block text-small text-muted sm:hidden">
                  <When at={use.occurredAt} zone={zone} as="instant" />
                </span>
              </th>
              <td className="max-sm:hidden">
                <When at={use.occurredAt} zone={zone} as="instant" />
              </td>
              <td className="figure max-sm:hidden">{formatCredits(use.quantity, locale)}</td>
              <td className="figure">
                <Credits of={use.credits} unit={false} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-3 flex flex-wrap gap-x-4 text-small text-muted">
        {uses.count > uses.first.length && (
          <span>
            {t("moreUses", {
              shown: figure(uses.first.length),
              count: figure(uses.count),
              credits: text(uses.credits),
            })}
          </span>
        )}
        <Link href={usesOn(at, zone)} className={`${smallLinkStyle} print:hidden`}>
          {t("allUse")}
        </Link>
      </p>
    </div>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { actionStyle } from "../action-style";
import { Amount } from "../amount";
import { Credits, formatCredits, pluralCount } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { invoiceParts } from "../invoice-parts";
import { Section } from "../section";
import { TaxMissingNote } from "../tax-missing";
import { CustomAmountForm } from "./custom";
import type { PackOffer, Packs, Tax } from "./data";
import { TaxWords } from "./tax-words";

type Props = {
  packs: Packs;
  /** What the address has in the field for any number. */
  typed: string;
};

/** CP1: what can be bought, at what price, and how long it lasts. */
export function PackOffers({ packs, typed }: Props) {
  const t = useTranslations("packs.offers");
  const { items, custom, tax, may } = packs;
  const isNothing = items.length === 0 && !custom;
  return (
    <Section title={t("title")}>
      {isNothing ? <Nothing currency={packs.currency} /> : <Notes of={packs} />}
      <ul className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
        {items.map((offer) => (
          <Card key={offer.pack} offer={offer} tax={tax} mayBuy={may.buy} />
        ))}
      </ul>
      <TaxMissingNote of={packs.taxMissing} />
      {custom && (
        <CustomAmountForm
          custom={custom}
          typed={typed}
          mayBuy={may.buy}
          taxOnTop={tax !== null && !tax.included && !tax.reverseCharge}
        />
      )}
    </Section>
  );
}

function Nothing({ currency }: { currency: string }) {
  const t = useTranslations("packs.offers");
  return (
    <p className="max-w-prose text-muted">
      {t.rich("nothing", {
        currency: currency.toUpperCase(),
        plans: (words) => (
          <Link href="/plan" className={linkStyle}>
            {words}
          </Link>
        ),
      })}
    </p>
  );
}

/** What one should know before one buys, each only where it is so. */
function Notes({ of: { may, onPlan, overdue, debt } }: { of: Packs }) {
  const t = useTranslations("packs.offers");
  return (
    <div className="mb-6 max-w-prose space-y-3">
      <p className="text-muted">{t(onPlan ? "onPlan" : "noPlan")}</p>
      {!may.buy && <p className="border-s-2 border-ochre ps-4">{t("mayNot")}</p>}
      {overdue && (
        <p className="border-s-2 border-ochre ps-4">{t.rich("overdue", invoiceParts(overdue))}</p>
      )}
      {debt > 0n && (
        <p className="border-s-2 border-ochre ps-4">
          {t.rich("debt", { count: pluralCount(debt), credits: () => <Credits of={debt} /> })}
        </p>
      )}
    </div>
  );
}

type CardProps = { offer: PackOffer; tax: Tax | null; mayBuy: boolean };

function Card({ offer, tax, mayBuy }: CardProps) {
  const t = useTranslations("packs.offers");
  const { pack, name, credits, price, perThousand, validMonths } = offer;
  return (
    <li data-row="" className="flex flex-col border-t border-rule pt-4">
      <h3 className="font-serif text-title">
        <Credits of={credits} />
      </h3>
      {/* One that is called by its number is not called twice. */}
      {name !== `${formatCredits(credits, "en")} credits` && <p className="text-muted">{name}</p>}
      <p>
        <Amount of={price} />
      </p>
      <ul className="mt-3 space-y-1 text-small text-muted">
        <li>
          {t.rich("perThousand", {
            amount: () => <Amount of={perThousand} />,
            credits: () => <Credits of={1_000n} />,
          })}
        </li>
        <li>
          <TaxWords tax={tax} {...offer} />
        </li>
        <li>{t("valid", { months: validMonths })}</li>
      </ul>
      {mayBuy && (
        <p className="mt-auto pt-4">
          <Link
            href={`/packs?buy=${encodeURIComponent(pack)}`}
            scroll={false}
            prefetch={false}
            className={actionStyle}
          >
            {/* In a box of its own: a flexible one would lose the space between the words. */}
            <span>{t.rich("buy", { credits: () => <Credits of={credits} /> })}</span>
          </Link>
        </p>
      )}
    </li>
  );
}

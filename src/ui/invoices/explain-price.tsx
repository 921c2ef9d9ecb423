import { useTranslations } from "next-intl";
import { decimalsOf } from "@/lib/money";
import type { PriceExplained, PricePart } from "@/lib/pricing";
import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";

/** ID10: an amount of several prices, term by term, and rounded once at the end. */
export function ExplainPrice({ price }: { price: PriceExplained }) {
  const t = useTranslations("invoices.explain.price");
  const { amount, exact, kind, parts, quantity } = price;
  const { currency } = amount;
  const isEven = (exact.split(".")[1]?.length ?? 0) <= decimalsOf(currency);
  return (
    <div className="space-y-3">
      <p>{t.rich(kind, { credits: () => <Credits of={quantity} /> })}</p>
      <table className="ledger [&_thead_th]:pt-0! [&_thead_th]:text-small! [&_thead_th]:text-muted!">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("which")}</th>
            <th scope="col">{t("sum")}</th>
            <th scope="col" className="figure">
              {t("exact")}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={`${part.what}-${part.range?.from}`}>
              <th scope="row" className="font-normal">
                <Which part={part} />
              </th>
              <td>
                <Sum part={part} currency={currency} />
              </td>
              <td className="figure">
                <UnitPrice of={part.exact} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t(isEven ? "total" : "totalRounded")}</th>
            <td>{!isEven && <UnitPrice of={exact} currency={currency} />}</td>
            <td className="figure">
              <Amount of={amount} />
            </td>
          </tr>
        </tfoot>
      </table>
      <Cliff of={price} />
    </div>
  );
}

function Which({ part: { what, range } }: { part: PricePart }) {
  const t = useTranslations("invoices.explain.price");
  if (range === null) return t("fee");
  return t.rich(what === "included" ? "included" : "range", {
    from: () => <Credits of={range.from} unit={false} />,
    to: () => <Credits of={range.to} unit={false} />,
  });
}

function Sum({ part, currency }: { part: PricePart; currency: string }) {
  const t = useTranslations("invoices.explain.price");
  const { what, quantity, unitPrice, flat } = part;
  if (what === "fee") return <Amount of={flat} />;
  return t.rich(what === "packages" ? "packages" : flat.minor > 0n ? "eachAndFee" : "each", {
    quantity: () => <Credits of={quantity} unit={false} />,
    price: () => <UnitPrice of={unitPrice} currency={currency} />,
    fee: () => <Amount of={flat} />,
  });
}

/** Volume prices may charge less for more, and somebody just before the edge wants to know. */
function Cliff({ of: { cliff } }: { of: PriceExplained }) {
  const t = useTranslations("invoices.explain.price");
  if (!cliff) return null;
  return (
    <p className="text-muted">
      {t.rich("cliff", {
        credits: () => <Credits of={cliff.quantity} />,
        amount: () => <Amount of={cliff.amount} />,
      })}
    </p>
  );
}

import { useTranslations } from "next-intl";
import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";
import { OwnName } from "../preview/line-name";
import type { Charge } from "./data";

/** What an invoice is for. With more than one line each shows its amount, so that the sum can be seen. */
export function Charges({ of: charges }: { of: Charge[] }) {
  const several = charges.length > 1;
  return (
    <ul>
      {charges.map((charge, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a document keep their order
          key={index}
          className="flex flex-wrap justify-between gap-x-4"
        >
          <span>
            <ChargeName of={charge} />
          </span>
          {several && (
            <span className="text-muted">
              <Amount of={charge.amount} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** One line in words. A text of nobody's making but a document's is shown as it was written. */
export function ChargeName({ of: charge }: { of: Charge }) {
  const t = useTranslations("overview.charges");
  if (charge.kind === "other") {
    return <OwnName of={{ description: charge.name, facts: charge.facts }} />;
  }
  if (charge.kind !== "overage") return t(charge.kind, { name: charge.name });
  const { quantity, unitPrice, amount } = charge;
  const credits = () => <Credits of={quantity} />;
  if (unitPrice === null) return t.rich("overageTiers", { credits });
  const price = () => <UnitPrice of={unitPrice} currency={amount.currency} />;
  return t.rich("overage", { credits, price });
}

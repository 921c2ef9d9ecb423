import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";
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
          <span>{charge.kind === "overage" ? <Overage charge={charge} /> : charge.name}</span>
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

function Overage({ charge }: { charge: Charge }) {
  return (
    <>
      Overage, <Credits of={charge.quantity} /> ×{" "}
      <UnitPrice of={charge.unitPrice} currency={charge.amount.currency} />
    </>
  );
}

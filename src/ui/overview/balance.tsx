import { Credits, CreditsFigure } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import type { OverviewBalance } from "./data";

const sourceNames: Record<string, string> = {
  allowance: "Plan allowance",
  rollover: "Rolled over",
  pack: "Packs",
  promo: "Promotional",
  goodwill: "Goodwill",
  adjustment: "Adjustments",
};

/** OV1: what is left, where it came from, and what expires next. */
export function Balance({ balance, zone }: { balance: OverviewBalance; zone: string }) {
  const note = (
    <>
      As of <When at={balance.asOf} zone={zone} as="time" />
    </>
  );
  return (
    <Section title="Balance" note={note}>
      <p>
        <CreditsFigure of={balance.available} />
      </p>
      <Asides balance={balance} />
      {balance.sources.length > 0 ? (
        <Sources balance={balance} zone={zone} />
      ) : (
        <p className="mt-4 text-muted">No credits at the moment.</p>
      )}
    </Section>
  );
}

/** What a balance alone would hide: credits to come, on hold or owed, and use yet to be billed. */
function Asides({ balance }: { balance: OverviewBalance }) {
  const { held, overage, debt, awaitingPayment } = balance;
  if (held + overage + debt + awaitingPayment === 0n) return null;
  return (
    <ul className="mt-2 text-small text-muted">
      {awaitingPayment > 0n && (
        <li className="text-ochre">
          <Credits of={awaitingPayment} /> of your plan arrive when their invoice is paid
        </li>
      )}
      {held > 0n && (
        <li>
          <Credits of={held} /> more on hold for work in progress
        </li>
      )}
      {overage > 0n && (
        <li>
          <Credits of={overage} /> used beyond the balance, billed at the next renewal
        </li>
      )}
      {debt > 0n && (
        <li className="text-ochre">
          <Credits of={debt} /> owed; the next credits you get pay this first
        </li>
      )}
    </ul>
  );
}

function Sources({ balance, zone }: { balance: OverviewBalance; zone: string }) {
  return (
    <table className="ledger mt-6">
      <caption className="sr-only">Credits left, by source</caption>
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col">Next to expire</th>
          <th scope="col" className="figure">
            Credits
          </th>
        </tr>
      </thead>
      <tbody>
        {balance.sources.map((source) => (
          <tr key={source.category}>
            <th scope="row">{sourceNames[source.category] ?? source.category}</th>
            <td>
              {source.nextExpiry ? (
                <>
                  <When at={source.nextExpiry.at} zone={zone} />
                  {source.nextExpiry.credits !== source.remaining && (
                    <span className="block text-small text-muted">
                      <Credits of={source.nextExpiry.credits} />
                    </span>
                  )}
                </>
              ) : (
                <span className="text-muted">Never</span>
              )}
            </td>
            <td className="figure">
              <Credits of={source.remaining} unit={false} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            Available
          </th>
          <td className="figure">
            <Credits of={balance.available} unit={false} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

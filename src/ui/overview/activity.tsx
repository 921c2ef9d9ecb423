import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import type { OverviewActivity } from "./data";

const words: Record<string, string> = {
  consume: "Use",
  hold: "Put on hold",
  capture: "Use of credits on hold",
  release: "Back from hold",
  revoke: "Taken back",
  expire: "Expired",
  rollover: "Rolled over",
  debt: "Owed credits paid back",
  reverse: "Correction",
};

const grantWords: Record<string, string> = {
  "issued.allowance": "Plan allowance",
  "issued.pack": "Pack",
  "issued.promo": "Promotional credits",
  "issued.goodwill": "Goodwill credits",
  "issued.adjustment": "Adjustment",
};

/** OV7: the last entries of the credits ledger, each with the balance it left. */
export function Activity({ activity, zone }: { activity: OverviewActivity; zone: string }) {
  return (
    <Section title="Latest entries">
      {activity.entries.length === 0 ? (
        <p className="text-muted">Credits that come and go are listed here.</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">Latest entries of the credits ledger</caption>
          <thead>
            <tr>
              <th scope="col">Entry</th>
              <th scope="col" className="max-sm:hidden">
                When
              </th>
              <th scope="col" className="figure">
                Credits
              </th>
              <th scope="col" className="figure">
                Balance
              </th>
            </tr>
          </thead>
          <tbody>
            {activity.entries.map((entry) => (
              <Entry key={entry.version} entry={entry} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Entry({ entry, zone }: { entry: OverviewActivity["entries"][number]; zone: string }) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        {wordFor(entry)}
        <span className="block text-small text-muted sm:hidden">
          <When at={entry.at} zone={zone} as="instant" />
        </span>
        {entry.overage > 0n && (
          <span className="block text-small text-muted">
            {entry.change !== 0n && "and "}
            <Credits of={entry.overage} /> as overage
          </span>
        )}
      </th>
      <td className="max-sm:hidden">
        <When at={entry.at} zone={zone} as="instant" />
      </td>
      <td className="figure">
        <Credits of={entry.change} sign unit={false} />
      </td>
      <td className="figure">
        <Credits of={entry.balance} unit={false} />
      </td>
    </tr>
  );
}

function wordFor({ kind, source }: { kind: string; source: string | null }): string {
  return grantWords[source ?? ""] ?? words[kind] ?? "Entry";
}

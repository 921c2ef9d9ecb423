import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { dayOf } from "@/lib/time";
import {
  type ChargedBy,
  type ChargedLine,
  listChargedLines,
  listChargedMonths,
} from "./charge-queries";
import { chargeKindOf, chargeTotals, isCharged, paidOf } from "./charges";
import { getAccountHead, getNow } from "./queries";

// A page of them; what they add up to is of all.
const linesShown = 500;

export type ChargesQuestion = { month: string | null; by: ChargedBy };

/** "What did we charge this account for January?": its lines of a local month, and what they come to. */
export async function readCharges(tx: Tx, accountId: AccountId, question: ChargesQuestion) {
  const at = await getNow(tx);
  const { timezone: zone } = await getAccountHead(tx, accountId);
  const { by } = question;
  const months = await listChargedMonths(tx, { accountId, zone, by });
  const now = dayOf(at, zone).slice(0, 7);
  const month = question.month ?? months.find((one) => one <= now) ?? months[0] ?? now;
  const lines = await listChargedLines(tx, { accountId, zone, by, month });
  return {
    asOf: at,
    ...{ month, by, months },
    count: lines.length,
    totals: chargeTotals(lines).map(({ currency, ...sums }) => ({
      currency,
      ...inMoney(sums, currency),
    })),
    lines: lines.slice(0, linesShown).map(told),
  };
}

function told(line: ChargedLine) {
  const { id, kind, description, plan, facts, periodStart, periodEnd, currency } = line;
  const { invoiceId, number, document, status, documentAt, net, tax, gross, lost } = line;
  return {
    ...{ id, kind, description, plan, facts },
    period: { start: periodStart, end: periodEnd },
    invoice: { id: invoiceId, number, document, status, at: documentAt },
    is: chargeKindOf(line),
    /** Whether it counts in the totals. */
    counts: isCharged(line),
    ...inMoney({ net, tax, gross, lost, paid: paidOf(line) }, currency),
  };
}

function inMoney<Name extends string>(
  sums: Record<Name, bigint>,
  currency: string,
): Record<Name, Money> {
  const all = Object.entries<bigint>(sums).map(([name, minor]) => [name, { minor, currency }]);
  return Object.fromEntries(all) as Record<Name, Money>;
}

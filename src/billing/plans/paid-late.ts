import { lesser, part } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import { netOf } from "../invoices/lines";
import { moneyAccount } from "../ledger/accounts";
import { undoReturn } from "../recognition";
import type { InvoiceState, LineState, PeriodState } from "../state";
import { allowanceOf, lineOfPeriod } from "./allowance";
import { slicesOfAmount } from "./line-slices";
import { shareLeft } from "./proration";

/**
 * Money that came late for what had been given up: what of the running period is still to come for it is deferred again,
 * `deferred_revenue → write_off`, since it was taken out of what was deferred when it was given up and would stay a gain
 * beside months that are given (BOOKS B3, B11). So it is earned as they pass, and given back of those that are left (BOOKS
 * B6). Credits that were taken back do not come again by themselves: for those it stays a gain, until a person decides.
 */
export function deferAgain(
  draft: AccountDraft,
  { id: invoiceId, currency }: InvoiceState,
  at: Date,
): void {
  const { period } = draft;
  const line = period && lineOfPeriod(draft, period.id);
  if (!period || line?.invoiceId !== invoiceId) return;
  const taken = line.returns.find(({ kind }) => kind === "uncollectible");
  const minor = lesser(toCome(line, { period, at }), taken?.netMinor ?? 0n);
  if (minor === 0n) return;
  const account = (kind: "deferred_revenue" | "write_off") =>
    moneyAccount(draft.snapshot.accountId, kind, currency);
  draft.transfer(draft.transaction("payment", at, "Still to come: its money came late"), {
    ...{ from: account("deferred_revenue"), to: account("write_off"), amount: minor },
    ...{ planPeriodId: line.planPeriodId, invoiceLineId: line.id },
  });
  undoReturn(draft, line, { netMinor: minor, at });
}

/** What was charged for what is given from now on: months that did not begin or wait for this money, else the time left. */
function toCome(line: LineState, { period, at }: { period: PeriodState; at: Date }): bigint {
  const net = netOf(line);
  const waits = !period.allowanceGranted;
  if (line.slices) {
    const values = slicesOfAmount(net, line.slices);
    return line.slices.reduce((sum, { start, end }, place) => {
      const comes = start > at || (waits && end > at);
      return comes ? sum + (values[place] ?? 0n) : sum;
    }, 0n);
  }
  if (allowanceOf(period) > 0n) return waits ? net : 0n;
  const { startsAt: start, endsAt: end, timezone: timeZone } = period;
  const { left, total } = shareLeft({ start, end }, at, { proration: "second", timeZone });
  return part(net, left, total);
}

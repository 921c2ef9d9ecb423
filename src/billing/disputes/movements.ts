import { part } from "@/lib/money";
import { minDate } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { type MoneyKind, moneyAccount } from "../ledger/accounts";
import type { ProcessorDispute } from "../payments/processor-disputes";
import type { DisputeMovement, DisputeState } from "./dispute";
import { disputing } from "./set-dispute";

/**
 * Money of a dispute that left the processor's balance or came back, each once by its name there:
 * `stripe_balance → dispute_hold` and back. Its fee is the processor's, or comes back with it; where it settles in
 * another currency both sides go through `exchange` (BOOKS B1). It left when it left there, however late we hear of it
 * (BOOKS B15); what comes back may have been lost here until now.
 */
export function bookMovements(
  draft: AccountDraft,
  dispute: DisputeState,
  { said, known }: { said: ProcessorDispute; known: ReadonlySet<string> },
): DisputeState {
  let now = dispute;
  const bookedAt = draft.snapshot.t;
  for (const { createdAt, ...movement } of movementsOf(said)) {
    if (known.has(movement.balanceTransactionId)) continue;
    const at = movement.kind === "withdrawn" ? minDate(createdAt, bookedAt) : bookedAt;
    post(draft, dispute, { movement, at });
    disputing(draft).movements.push({ ...movement, disputeId: dispute.id, bookedAt });
    now =
      movement.kind === "withdrawn"
        ? { ...now, withdrawnMinor: now.withdrawnMinor + movement.minor }
        : { ...now, reinstatedMinor: now.reinstatedMinor + movement.minor };
  }
  return now;
}

/**
 * In the dispute's own currency. What settles in another came at another rate than it left: won, it is all that left,
 * else its share of that.
 */
function movementsOf(said: ProcessorDispute): (DisputeMovement & { createdAt: Date })[] {
  const { movements, currency, amountMinor, status } = said;
  const first = movements.find(({ grossMinor }) => grossMinor < 0n);
  return movements.map((one) => {
    const { transactionId, grossMinor, feeMinor, exchangeRate, currency: settledCurrency } = one;
    const gross = grossMinor < 0n ? -grossMinor : grossMinor;
    const share = first ? part(amountMinor, gross, -first.grossMinor) : amountMinor;
    const inOwn = status === "won" || share > amountMinor ? amountMinor : share;
    return {
      balanceTransactionId: transactionId,
      kind: grossMinor < 0n ? "withdrawn" : "reinstated",
      minor: settledCurrency === currency ? gross : inOwn,
      ...{ settledCurrency, settledMinor: grossMinor, feeMinor, exchangeRate },
      createdAt: one.createdAt,
    };
  });
}

function post(
  draft: AccountDraft,
  { id, currency }: DisputeState,
  { movement: one, at }: { movement: DisputeMovement; at: Date },
): void {
  const { accountId } = draft.snapshot;
  const account = (kind: MoneyKind, of = currency) => moneyAccount(accountId, kind, of);
  const move = (reason: string, from: typeof there, to: typeof there, amount: bigint) =>
    draft.transfer(draft.transaction("dispute", at, reason), { from, to, amount, disputeId: id });
  const there = account("stripe_balance");
  const [left, settled] = [
    one.kind === "withdrawn",
    account("stripe_balance", one.settledCurrency),
  ];
  const why = left ? "Taken by a dispute" : "Back from a dispute";
  const [from, to] = left ? [there, account("dispute_hold")] : [account("dispute_hold"), there];
  move(why, from, to, one.minor);
  if (one.settledCurrency !== currency) {
    const exchanged = "Settled in another currency";
    const [own, other] = [account("exchange"), account("exchange", one.settledCurrency)];
    const gross = one.settledMinor < 0n ? -one.settledMinor : one.settledMinor;
    move(exchanged, ...(left ? ([own, there] as const) : ([there, own] as const)), one.minor);
    move(exchanged, ...(left ? ([settled, other] as const) : ([other, settled] as const)), gross);
  }
  const fees = account("processor_fees", one.settledCurrency);
  if (one.feeMinor >= 0n) move("Fee of the payment processor", settled, fees, one.feeMinor);
  else move("Fee of the payment processor", fees, settled, -one.feeMinor);
}

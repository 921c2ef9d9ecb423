import type { AccountDraft } from "../account-draft";
import type { HoldState } from "../state";
import { sumOfParts } from "./end-hold";

/** A hold has a limit; one that ends with what it is for lasts longer than that can take. */
export const centurySeconds = 100 * 366 * 86_400;

type For = Pick<HoldState, "forQuote" | "forInvoice" | "forRefund" | "forDispute">;
type OwnHold = Pick<HoldState, "id" | "parts" | "openedAt" | "expiresAt"> & Partial<For>;

/** Credits we keep back ourselves, beside a customer's holds: of the running period, until what it is for is over. */
export function addOwnHold(draft: AccountDraft, own: OwnHold): void {
  const { period } = draft;
  const held: HoldState = {
    ...{ credits: sumOfParts(own.parts), feature: null, quantity: null },
    ...{ forQuote: false, forInvoice: null, forRefund: null, forDispute: null },
    ...{ planPeriodId: period?.id ?? null, sliceIndex: period?.slice.index ?? null },
    ...own,
  };
  draft.decision.holds.push(held);
  draft.holds.push(held);
}

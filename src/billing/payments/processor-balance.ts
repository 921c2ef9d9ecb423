/** What we ask of a processor about its balance, in the manner of `gateway.ts`. */
export type BalanceReads = {
  /** What moved it in a window of its own time, newest first, a page at a time; `after` is the last one of the page before. */
  listBalanceTransactions(window: BalanceWindow & { after: string | null }): Promise<BalancePage>;
  /** What lies there now, on its way included, by currency it settles in. */
  getBalance(): Promise<ProcessorBalance[]>;
};

/** From an instant on, and before one where that is given. */
export type BalanceWindow = { since: Date; until: Date | null };

export type BalancePage = { lines: BalanceLine[]; next: string | null };

export type ProcessorBalance = { currency: string; minor: bigint };

/** A movement of the processor's balance, as it lists it: what came or went, and what it kept of that. */
export type BalanceLine = {
  id: string;
  /** The processor's word for it: `charge`, `refund`, `adjustment`, `payout`, `stripe_fee`. */
  type: string;
  /** The same as its reports group it: `charge`, `dispute`, `payout`, `fee`. */
  category: string;
  /** The charge, refund, dispute or payout it is of; null of what is of none. */
  sourceId: string | null;
  currency: string;
  /** Before the fee; negative where it left. */
  amountMinor: bigint;
  feeMinor: bigint;
  exchangeRate: string | null;
  description: string | null;
  createdAt: Date;
  availableAt: Date;
};

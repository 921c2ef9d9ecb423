/** What a processor that bills plans by itself says of them. Amounts are minor units, instants whole seconds. */

export type PlanReads = {
  listCustomers(page: ReadPage): Promise<ReadAnswer<ProcessorCustomer>>;
  listPrices(page: ReadPage): Promise<ReadAnswer<ProcessorPrice>>;
  /** All that have not ended. */
  listSubscriptions(page: ReadPage): Promise<ReadAnswer<ProcessorSubscription>>;
  listInvoices(page: ReadPage): Promise<ReadAnswer<ProcessorDocument>>;
  /** The newest hundred of a subscription, newest first. */
  listDocumentsOf(subscriptionId: string): Promise<ProcessorDocument[]>;
  /** As it is now, with what its last change gave back and cost; undefined where there is none such. */
  getSubscription(id: string): Promise<ProcessorSubscription | undefined>;
};

/** Newest first; `after` is the last one of the page before. */
export type ReadPage = { after: string | null; limit: number };
export type ReadAnswer<T> = { items: T[]; next: string | null };

export type ProcessorCustomer = {
  id: string;
  name: string | null;
  email: string | null;
  currency: string | null;
  /** What the processor keeps of theirs (negative) or charges with the next invoice. */
  balanceMinor: bigint;
  address: ProcessorAddress | null;
  taxIds: string[];
  metadata: Record<string, string>;
};

export type ProcessorAddress = {
  lines: string[];
  postalCode: string | null;
  city: string | null;
  region: string | null;
  country: string | null;
};

export type ProcessorPrice = {
  id: string;
  name: string;
  currency: string;
  /** Null of what is charged once. */
  every: { interval: string; count: number } | null;
};

export type ProcessorSubscription = {
  id: string;
  customerId: string;
  status: "trialing" | "active" | "past_due" | "unpaid" | "incomplete" | "paused" | "ended";
  currency: string;
  items: SubscribedPrice[];
  /** Where its boundaries are counted from. */
  anchorAt: Date;
  startedAt: Date;
  trialEndsAt: Date | null;
  endedAt: Date | null;
  /** At its boundary it goes on as it is: active, and neither an end nor a schedule is set. */
  renews: boolean;
  /** What its last change gave back and cost, as waiting or invoiced; null where nothing was prorated. */
  change: { at: Date; gaveBack: boolean; charged: boolean } | null;
  /** Real time: when this was asked for. */
  askedAt: Date;
};

export type SubscribedPrice = {
  priceId: string;
  name: string;
  quantity: number;
  every: { interval: string; count: number };
  startsAt: Date;
  endsAt: Date;
};

/** An invoice as a list shows it. */
export type ProcessorDocument = {
  id: string;
  customerId: string;
  subscriptionId: string | null;
  /** Of ours, where we made it. */
  collectionId: string | null;
  number: string | null;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  currency: string;
  totalMinor: bigint;
  remainingMinor: bigint;
  issuedAt: Date;
  hostedUrl: string | null;
};

/** What the processor's own invoice for a subscription says, line by line. */
export type ProcessorBill = {
  subscriptionId: string;
  number: string;
  issuedAt: Date;
  lines: BilledLine[];
  /** Whether a payment of it was tried and failed. */
  failed: boolean;
  /** Of its total: covered by what the processor keeps of the customer's, and paid outside it. */
  fromBalanceMinor: bigint;
  outsideMinor: bigint;
};

export type BilledLine = {
  priceId: string | null;
  description: string;
  quantity: number;
  /** Before discount; negative where it gives back. */
  amountMinor: bigint;
  discountMinor: bigint;
  taxMinor: bigint;
  taxIncluded: boolean;
  proration: boolean;
  /** Of before this document: for nothing it bills. */
  earlier?: boolean;
  startsAt: Date;
  endsAt: Date;
};

export type GrantSource = "allowance" | "rollover" | "pack" | "promo" | "goodwill" | "adjustment";

export type InvoiceRef = { id: string; lineId: string; number: string | null };

/** Where a grant's credits are: all but `granted` add up to it. */
export type GrantFigures = {
  granted: bigint;
  used: bigint;
  held: bigint;
  left: bigint;
  expired: bigint;
  revoked: bigint;
  rolledOut: bigint;
  debtRepaid: bigint;
};

export type Grant = GrantFigures & {
  id: string;
  category: GrantSource;
  effectiveAt: Date;
  expiresAt: Date | null;
  issuedAt: Date;
  reason: string;
  state: "usable" | "later" | "onHold" | "finished";
  invoice: InvoiceRef | null;
};

export type Grants = {
  asOf: Date;
  grants: Grant[];
  available: bigint;
  later: bigint;
  held: bigint;
  heldBeyond: bigint;
  debt: bigint;
  finished: { grants: Grant[]; older: string | null } | null;
};

export type ExplainedGrant = { asOf: Date; grant: Grant; recomputed: GrantFigures };

export type Entry = {
  /** Null while an expiry has no entry of its own yet. */
  version: bigint | null;
  kind: string;
  at: Date;
  reason: string;
  change: bigint;
  overage: bigint;
  carried: bigint;
  source: string | null;
  balance: bigint;
  /** What of ours holds them, gives them back or takes them. */
  keeper: "refund" | "dispute" | null;
  grants: { id: string; category: GrantSource }[];
  invoice: InvoiceRef | null;
};

export type Ledger = { asOf: Date; entries: Entry[]; newer: bigint | null; older: bigint | null };

export type EntryDetail = {
  version: bigint;
  kind: string;
  at: Date;
  recordedAt: Date;
  actor: string;
  requestId: string;
  /** Null where it is not for the account's people. */
  reason: string | null;
  isCredit: boolean;
  change: bigint;
  overage: bigint;
  balance: bigint;
  source: string | null;
  grants: { id: string; category: GrantSource }[];
  invoices: InvoiceRef[];
  transfers: { from: Side; to: Side; asset: string; amount: bigint }[];
  uses: {
    count: number;
    credits: bigint;
    first: { id: string; feature: string; quantity: bigint; credits: bigint; occurredAt: Date }[];
  };
  hold: {
    credits: bigint;
    released: bigint | null;
    openedAt: Date;
    expiresAt: Date;
    closedAt: Date | null;
  } | null;
  chain: { hash: string; previous: string; verified: boolean };
};

export type Side = { kind: string; id: string };

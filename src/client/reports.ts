export type AskReport = {
  /** The first and the last month, `2026-01`, cut in the time zone of whoever runs Tallybook. */
  from: string;
  to: string;
  currency?: string;
  /** A plan's code, a segment; empty: what has none. */
  plan?: string;
  segment?: string;
  /** What rows are told apart by, beside month and currency. */
  by?: ("plan" | "segment" | "category" | "pack")[];
  /** What was booked by an instant, as it was known at another: asked again it says the same. */
  asOf?: { at?: Date | null; known?: Date };
};

type Report<Row> = { asOf: { at: Date | null; known: Date }; timezone: string; rows: Row[] };

type Named = {
  month: string;
  currency: string;
  plan: string | null;
  segment: string | null;
  category: string | null;
  pack: string | null;
};

/** Amounts are in minor units of the row's currency, or credits. */
export type Reports = {
  money(input: AskReport): Promise<
    Report<
      Named & {
        billed: bigint;
        writtenOff: bigint;
        paidOtherwise: bigint;
        collected: bigint;
        refunded: bigint;
        disputed: bigint;
        fees: bigint;
        other: bigint;
        net: bigint;
      }
    >
  >;
  credits(input: AskReport): Promise<
    Report<
      Named & {
        granted: bigint;
        rolled: bigint;
        consumed: bigint;
        overage: bigint;
        expired: bigint;
        revoked: bigint;
        owed: bigint;
        repaid: bigint;
        held: bigint;
        change: bigint;
      }
    >
  >;
  revenue(input: AskReport): Promise<
    Report<
      Named & {
        earnedByPlans: bigint;
        earnedByPacks: bigint;
        earnedByOverage: bigint;
        breakage: bigint;
        refunds: bigint;
        writeOffs: bigint;
        disputeLosses: bigint;
        net: bigint;
      }
    >
  >;
  /** Opening, what moved, and closing, which the ledger's own balance proves. */
  deferred(input: AskReport): Promise<
    Report<{
      month: string;
      currency: string;
      opening: bigint;
      billed: bigint;
      recognized: bigint;
      breakage: bigint;
      credits: bigint;
      refunds: bigint;
      disputes: bigint;
      voids: bigint;
      writeOffs: bigint;
      other: bigint;
      closing: bigint;
      ledger: bigint;
    }>
  >;
  /**
   * What refunds and lost disputes gave back, and what became of the credits it had bought: taken back, or spent already and
   * made to owe (`owed`) or given up (`writtenOff`).
   */
  refundImpact(input: AskReport): Promise<
    Report<{
      month: string;
      currency: string;
      plan: string | null;
      of: "refund" | "dispute";
      policy: string;
      count: bigint;
      money: bigint;
      deferred: bigint;
      reversed: bigint;
      tax: bigint;
      lost: bigint;
      revoked: bigint;
      owed: bigint;
      writtenOff: bigint;
    }>
  >;
  /** What 1,000 credits brought, by plan and for packs; null where none was used. */
  unitEconomics(input: AskReport): Promise<
    Report<{
      month: string;
      currency: string;
      plan: string | null;
      of: "plan" | "packs" | "given";
      revenue: bigint;
      credits: bigint;
      perThousand: bigint | null;
    }>
  >;
  /** Monthly recurring revenue and what moved it; what went is below 0. */
  mrr(input: AskReport): Promise<
    Report<{
      month: string;
      currency: string;
      opening: bigint;
      new: bigint;
      expansion: bigint;
      contraction: bigint;
      churn: bigint;
      reactivation: bigint;
      closing: bigint;
      accounts: bigint;
    }>
  >;
};

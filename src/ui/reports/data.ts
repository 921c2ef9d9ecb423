/** The reports of the page, in the order of their tabs. */
export const reportNames = [
  ...(["money", "credits", "revenue", "deferred", "mrr"] as const),
  ...(["impact", "units", "owed", "ages", "ledger"] as const),
] as const;
export type ReportName = (typeof reportNames)[number];
/** Those whose rows are months, and whose cells open. */
export type MatrixName = "money" | "credits" | "revenue" | "deferred";

type Column = { name: string; opens: boolean; onPhone?: boolean };

const opens = (name: string, onPhone = false): Column => ({ name, opens: true, onPhone });
const sum = (name: string, onPhone = false): Column => ({ name, opens: false, onPhone });

/** The columns of each report in their order; on a phone the three one looks for. */
export const matrixColumns = {
  money: [
    ...[opens("billed", true), opens("writtenOff"), opens("paidOtherwise")],
    ...[opens("collected", true), opens("refunded"), opens("disputed"), opens("fees")],
    ...[opens("other"), sum("net", true)],
  ],
  credits: [
    ...[opens("granted", true), opens("rolled"), opens("consumed", true), opens("overage")],
    ...[opens("expired"), opens("revoked"), opens("owed"), opens("repaid"), opens("held")],
    sum("change", true),
  ],
  revenue: [
    ...[opens("earnedByPlans", true), opens("earnedByPacks"), opens("earnedByOverage", true)],
    ...[opens("breakage"), opens("refunds"), opens("writeOffs"), opens("disputeLosses")],
    sum("net", true),
  ],
  deferred: [
    ...[sum("opening", true), opens("billed"), opens("recognized", true), opens("breakage")],
    ...[opens("credits"), opens("refunds"), opens("disputes"), opens("voids")],
    ...[opens("writeOffs"), opens("other"), sum("closing", true)],
  ],
} as const satisfies Record<MatrixName, Column[]>;

export type MatrixRow = {
  month: string;
  currency: string;
  plan?: string | null;
  segment?: string | null;
  category?: string | null;
  pack?: string | null;
  /** Of deferred revenue: what the ledger says its closing must be. */
  ledger?: bigint;
} & Record<string, unknown>;

/** Those of how things stand at the end of a month, in the order of their columns. */
export const standingColumns = {
  mrr: ["opening", "new", "expansion", "contraction", "churn", "reactivation", "closing"],
  owed: ["current", "to30", "to60", "to90", "over90", "total"],
  ages: ["thisMonth", "to3", "to6", "to12", "over12", "held", "total"],
} as const;
export const standingNames = ["mrr", "owed", "ages"] as const;
export type StandingName = (typeof standingNames)[number];

export type Choices = {
  plans: { code: string; name: string }[];
  packs: { code: string; name: string }[];
  segments: string[];
  currencies: string[];
  month: string;
  /** The last instant whose books can not change any more. */
  known: Date;
};

/** What a plan's or a pack's code is called; the code where neither is known any more. */
export function soldName({ plans, packs }: Pick<Choices, "plans" | "packs">, code: string): string {
  return [...plans, ...packs].find((one) => one.code === code)?.name ?? code;
}

export type UnitFigures = {
  month: string;
  currency: string;
  plan: string | null;
  of: "plan" | "packs" | "given";
  revenue: bigint;
  credits: bigint;
  perThousand: bigint | null;
};

export type LedgerFigures = {
  asset: string;
  kind: string;
  opening: bigint;
  debits: bigint;
  credits: bigint;
  closing: bigint;
};

export type ImpactFigures = {
  month: string;
  currency: string;
  plan: string | null;
  of: "refund" | "dispute";
  policy: string;
  count: bigint;
} & Record<(typeof impactColumns)[number], bigint>;

/** What refunds and lost disputes came to: money of the row's currency, then credits. */
export const impactColumns = [
  ...(["money", "deferred", "reversed", "tax", "lost"] as const),
  ...(["revoked", "owed", "writtenOff"] as const),
] as const;

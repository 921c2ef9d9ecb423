import type { MoneyKind } from "./accounts";

/** What a kind of ledger account is called in the accounting tool that imports the journal. */
export type LedgerCode = { code: string; name: string };

export type LedgerCodes = Readonly<Record<MoneyKind, LedgerCode>>;

/** A common numbering: 1 what is owned, 2 what is owed, 4 income, 5 what lowers it, 6 costs. */
const defaultCodes: LedgerCodes = {
  bank: { code: "1000", name: "Bank" },
  stripe_balance: { code: "1010", name: "Payment processor" },
  dispute_hold: { code: "1020", name: "Held in disputes" },
  exchange: { code: "1090", name: "Currency exchange" },
  receivable: { code: "1100", name: "Accounts receivable" },
  unbilled: { code: "1110", name: "Unbilled receivables" },
  deferred_revenue: { code: "2000", name: "Deferred revenue" },
  account_credit: { code: "2100", name: "Customer credit" },
  tax_payable: { code: "2200", name: "Tax payable" },
  "revenue.plan": { code: "4000", name: "Revenue from plans" },
  "revenue.pack": { code: "4010", name: "Revenue from credit packs" },
  "revenue.overage": { code: "4020", name: "Revenue from overage" },
  "revenue.breakage": { code: "4030", name: "Revenue from expired credits" },
  refunds: { code: "5000", name: "Refunds" },
  adjustments: { code: "5090", name: "Adjustments and rounding" },
  processor_fees: { code: "6000", name: "Processor fees" },
  write_off: { code: "6100", name: "Bad debts" },
  dispute_loss: { code: "6110", name: "Lost disputes" },
};

export const moneyKinds = Object.keys(defaultCodes) as MoneyKind[];

/** The defaults with what the catalogue says otherwise. */
export function ledgerCodes(told: Partial<LedgerCodes>): LedgerCodes {
  return { ...defaultCodes, ...told };
}

/** Codes that would mean two things: several kinds may share one only under one name. */
export function ambiguousCodes(codes: LedgerCodes): string[] {
  const names = new Map<string, Set<string>>();
  for (const { code, name } of Object.values(codes)) {
    names.set(code, (names.get(code) ?? new Set()).add(name));
  }
  return [...names].filter(([, of]) => of.size > 1).map(([code]) => code);
}

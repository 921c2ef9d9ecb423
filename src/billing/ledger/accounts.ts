import { LRUCache } from "lru-cache";
import { never } from "@/lib/errors";
import { type AccountId, type GrantId, idFromName, type LedgerAccountId } from "@/lib/ids";

export const grantCategories = [
  "allowance",
  "pack",
  "promo",
  "goodwill",
  "adjustment",
  "rollover",
] as const;

export type GrantCategory = (typeof grantCategories)[number];

export type CreditKind =
  | `issued.${GrantCategory}`
  | "grant"
  | "held"
  | "consumed"
  | "overage"
  | "expired"
  | "revoked"
  | "debt";

/** The money side this far; those of the house open with the events that need them. */
export type MoneyKind =
  | "unbilled"
  | "receivable"
  | "stripe_balance"
  | "processor_fees"
  | "exchange"
  | "bank"
  | "deferred_revenue"
  | "tax_payable"
  | "account_credit"
  | "write_off"
  | "adjustments"
  | "refunds"
  | "dispute_hold"
  | "dispute_loss"
  | `revenue.${"plan" | "pack" | "overage" | "breakage"}`;

/** One bucket of the chart (BOOKS B1). Its id follows from the account, so nobody looks it up. */
export type LedgerAccount = {
  id: LedgerAccountId;
  kind: CreditKind | MoneyKind;
  asset: string;
};

export function creditAccount(
  accountId: AccountId,
  kind: Exclude<CreditKind, "grant">,
): LedgerAccount {
  const name = `${kind}:credit`;
  const key = accountId + name;
  const id = known.get(key) ?? idFromName<LedgerAccountId>(accountId, name);
  known.set(key, id);
  return { id, kind, asset: "credit" };
}

// Two of them are named by every consume, and naming one costs as much as deciding on the event.
const known = new LRUCache<string, LedgerAccountId>({ max: 20_000 });

/** A grant's ledger account has the grant's own id. */
export function grantAccount(grantId: GrantId): LedgerAccount {
  return { id: grantId as string as LedgerAccountId, kind: "grant", asset: "credit" };
}

export function moneyAccount(
  accountId: AccountId,
  kind: MoneyKind,
  currency: string,
): LedgerAccount {
  return { id: idFromName(accountId, `${kind}:${currency}`), kind, asset: currency };
}

/**
 * Which side zero is the floor of: balance = debits − credits, `to` is debited.
 *
 * Money accounts may stand on either side (a credited invoice, a payment too many); credits may not.
 */
export function signOf({ kind, asset }: LedgerAccount): -1 | 0 | 1 {
  if (asset !== "credit") return 0;
  const credit = kind as CreditKind;
  switch (credit) {
    case "grant":
    case "held":
    case "consumed":
    case "expired":
    case "revoked":
      return 1;
    case "overage":
    case "debt":
    case "issued.allowance":
    case "issued.pack":
    case "issued.promo":
    case "issued.goodwill":
    case "issued.adjustment":
      return -1;
    // Rolled-over credits pass through it in one ledger transaction; between two it is 0.
    case "issued.rollover":
      return 0;
    default:
      return never(credit);
  }
}

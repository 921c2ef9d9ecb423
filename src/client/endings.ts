import type { Money } from "./api";
import type { Keyed, OfAccount } from "./credits";

/** Why is kept in the ledger. */
export type EndInvoice = OfAccount & Keyed & { invoiceId: string; reason: string };

export type InvoiceEnded = {
  invoiceId: string;
  status: "void" | "uncollectible";
  /** Credits of it that were left, and are gone. */
  revoked: bigint;
  /** Of what was not revoked: what had expired, and what had been spent. */
  expired: bigint;
  writtenOff: bigint;
  replayed: boolean;
};

/** Money kept for an account, and where it came from and went, oldest first. */
export type AccountCredit = {
  balance: Money;
  entries: {
    at: Date;
    version: bigint;
    what: "kept" | "applied";
    /** The document it came from, or the one it paid. */
    invoiceId: string | null;
    number: string | null;
    amount: Money;
    balance: Money;
    reason: string;
  }[];
};

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
    what: "kept" | "applied" | "paidOut";
    /** The document it came from, or the one it paid. */
    invoiceId: string | null;
    number: string | null;
    amount: Money;
    balance: Money;
    reason: string;
  }[];
};

/** Money given back, or about to be; `revoked` credits went with it, `owed` ones had been used already. */
export type Refund = {
  id: string;
  invoiceId: string;
  invoiceNumber: string | null;
  creditNoteId: string | null;
  creditNoteNumber: string | null;
  /** `returned`: it had succeeded, and its money came back later. */
  status:
    | "requested"
    | "rejected"
    | "reserved"
    | "undone"
    | "calling"
    | "unknown"
    | "succeeded"
    | "failed"
    | "returned";
  /** Who made it: you, or somebody at the payment processor. */
  origin: "staff" | "processor";
  amount: Money;
  card: Money;
  accountCredit: Money;
  revoked: bigint;
  owed: bigint;
  requestedAt: Date;
  bookedAt: Date | null;
  failureCode: string | null;
};

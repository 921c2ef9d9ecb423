import type { InvoiceDetail } from "./api";

/** What stands in for time, payers and their banks where no money is real. */
export type Sandbox = {
  clock: {
    get(): Promise<{ now: Date }>;
    advance(input: { to: Date }): Promise<{ now: Date }>;
  };
  reset(): Promise<void>;
  invoices: { markPaid(input: { invoiceId: string }): Promise<InvoiceDetail> };
  /** Of the Stripe the sandbox plays; `no_processor` where it plays none. */
  stripe: {
    /** The next payment of an account is refused whatever its card, or the next one of all. */
    failNextPayment(input: {
      account?: string;
      reason?:
        | "generic_decline"
        | "insufficient_funds"
        | "lost_card"
        | "stolen_card"
        | "expired_card";
    }): Promise<void>;
    /** The bank of whoever paid an invoice disputes the charge, or only asks about it. */
    openDispute(input: {
      invoiceId: string;
      reason?: string;
      inquiry?: boolean;
      amount?: number;
    }): Promise<{ processorDisputeId: string }>;
    /** The bank decides, whatever was answered; an inquiry is closed. */
    closeDispute(input: {
      processorDisputeId: string;
      outcome: "won" | "lost";
    }): Promise<{ status: string }>;
    /** Sends an event once more, or all that waits though it is not due yet. */
    deliver(input: { event?: string }): Promise<{ delivered: number; waiting: number }>;
  };
};

import type { AccountId, RefundId } from "@/lib/ids";
import type { RegisteredTaxId } from "@/lib/tax-ids";
import type { BalanceReads } from "./processor-balance";
import type { DisputeCalls } from "./processor-disputes";
import type { PlanReads, ProcessorBill } from "./processor-plans";

/**
 * What we ask of a payment processor. Amounts are whole minor units of their currency; every call that changes
 * something carries a key of ours, under which the same question gets the same answer and one effect.
 *
 * A call that did not come to an answer throws a `GatewayError`: only `unknown` leaves open whether it had an effect.
 */
export type PaymentGateway = PlanReads &
  DisputeCalls &
  BalanceReads & {
    /** A customer for an account that has none there yet. */
    createCustomer(customer: CustomerDetails, key: string): Promise<{ customerId: string }>;
    updateCustomer(customerId: string, customer: CustomerDetails, key: string): Promise<void>;
    /** The customer made for an account, by our id in its metadata: after an answer that never came. */
    findCustomer(accountId: AccountId): Promise<{ customerId: string } | undefined>;

    /** A hosted page where the customer says what to pay with; nothing is charged. */
    startSetup(setup: SetupPage, key: string): Promise<{ url: string }>;
    listPaymentMethods(customerId: string): Promise<PaymentMethodFacts[]>;
    setDefaultMethod(customerId: string, methodId: string, key: string): Promise<void>;
    removeMethod(methodId: string, key: string): Promise<void>;

    /** The customer's tax ids, each with what its register says of it. */
    listTaxIds(customerId: string): Promise<TaxIdFacts[]>;
    /** From here on its register is asked; what it says is heard of later. */
    addTaxId(customerId: string, taxId: RegisteredTaxId, key: string): Promise<void>;
    /** One that is gone already is gone. */
    removeTaxId(customerId: string, taxIdId: string, key: string): Promise<void>;

    /** A draft with our lines; nothing of the processor's own is added to it. */
    createInvoice(invoice: InvoiceToCollect, key: string): Promise<ProcessorInvoice>;
    /** Draft → open: from here it has a page to be paid at. One that is open already is answered as it is. */
    finalizeInvoice(processorInvoiceId: string, key: string): Promise<ProcessorInvoice>;
    /**
     * Takes the money now. A refused card is no error: the answer is the invoice as it then is, `open` with
     * `lastFailure`, or `requiresAction` where the customer must prove it at the invoice's page.
     */
    payInvoice(
      processorInvoiceId: string,
      how: { methodId?: string; onSession: boolean },
      key: string,
    ): Promise<ProcessorInvoice>;
    voidInvoice(processorInvoiceId: string, key: string): Promise<ProcessorInvoice>;
    markUncollectible(processorInvoiceId: string, key: string): Promise<ProcessorInvoice>;
    /** As it is now, with every payment made for it. */
    getInvoice(processorInvoiceId: string): Promise<ProcessorInvoice | undefined>;
    /** The invoice made for a collection of ours, by our id in its metadata, read without a search index's delay. */
    findInvoice(customerId: string, collectionId: string): Promise<ProcessorInvoice | undefined>;
    /** The invoice a payment intent or a charge is for; undefined where it is for none. */
    findInvoiceOf(
      object: { paymentIntentId: string } | { chargeId: string },
    ): Promise<ProcessorInvoice | undefined>;

    /** Gives money of a charge back. One it will not give back is refused, with its code. */
    refund(refund: RefundToMake, key: string): Promise<ProcessorRefund>;
    getRefund(processorRefundId: string): Promise<ProcessorRefund | undefined>;
    /** All there are of a charge, oldest first, read without a search index's delay. */
    listRefunds(chargeId: string): Promise<ProcessorRefund[]>;

    /** Events newer than one we have, oldest first, a page at a time; all that are kept without one. */
    listEvents(after: { since: Date; cursor?: string }): Promise<EventPage>;
  };

/** What is absent stays there as it is. */
export type CustomerDetails = {
  accountId: AccountId;
  name: string;
  email: string | null;
  /** Null: it said none. */
  address?: CustomerAddress | null;
  /** Of the processor's pages and mails: a code of ISO 639-1. */
  language?: string;
};

export type CustomerAddress = {
  lines: readonly string[];
  postalCode: string | null;
  city: string | null;
  region: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
};

export type SetupPage = {
  customerId: string;
  accountId: AccountId;
  currency: string;
  /** Where the page leads when done, and when left. */
  successUrl: string;
  cancelUrl: string;
  language: string;
};

export type PaymentMethodFacts = {
  id: string;
  kind: string;
  brand: string | null;
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
  /** The customer's default for invoices. */
  isDefault: boolean;
};

export type TaxIdFacts = {
  id: string;
  kind: string;
  value: string;
  /** `unavailable`: the register could not be asked. */
  state: "pending" | "verified" | "unverified" | "unavailable";
  /** Who the register says has it. */
  registeredName: string | null;
};

export type InvoiceToCollect = {
  customerId: string;
  accountId: AccountId;
  /** Ours, kept in its metadata. */
  collectionId: string;
  invoiceIds: string[];
  /** The draft that was made for it before: no other is made, and its lines are looked for before they are written. */
  draftId?: string;
  /** The document's number, as it is to stand on the processor's page. */
  number: string;
  currency: string;
  /** They sum to what is asked for. */
  lines: { description: string; amountMinor: bigint }[];
};

export type ProcessorInvoice = {
  id: string;
  customerId: string;
  /** Of ours, from its metadata; null where it was made elsewhere. */
  collectionId: string | null;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  currency: string;
  totalMinor: bigint;
  remainingMinor: bigint;
  /** Where the customer pays it or proves who they are. */
  hostedUrl: string | null;
  /** Money that arrived, oldest first. */
  payments: ProcessorPayment[];
  /** A payment has been begun and is not decided yet. */
  processing: boolean;
  /** The customer has something to do at `hostedUrl`. */
  requiresAction: boolean;
  lastFailure: PaymentFailure | null;
  /** Of an invoice that is the processor's own, for a plan it bills by itself. */
  bill?: ProcessorBill;
};

export type PaymentFailure = {
  /** The processor's code, and the bank's where there is one: `card_declined`, `insufficient_funds`. */
  code: string;
  declineCode: string | null;
  /** The payment intent or charge that failed, so that one failure is told once. */
  attemptId: string;
};

export type ProcessorPayment = {
  paymentIntentId: string | null;
  chargeId: string;
  amountMinor: bigint;
  currency: string;
  paidAt: Date;
  /** Null while the processor has not booked it yet; it was booked when the money came, which may be days after it was begun. */
  balance: (ProcessorBalance & { createdAt: Date }) | null;
  method: { kind: string; brand: string | null; last4: string | null };
};

/** What the processor booked of a payment, a refund or a dispute. */
export type ProcessorBalance = {
  transactionId: string;
  currency: string;
  grossMinor: bigint;
  feeMinor: bigint;
  /** As a decimal string; null where it was settled in its own currency. */
  exchangeRate: string | null;
};

export type RefundToMake = {
  accountId: AccountId;
  /** Ours, kept in its metadata. */
  refundId: RefundId;
  chargeId: string;
  currency: string;
  amountMinor: bigint;
};

export type ProcessorRefund = {
  id: string;
  /** Null of what is no card's charge. */
  chargeId: string | null;
  /** Of ours, from its metadata; null where it was made elsewhere. */
  refundId: RefundId | null;
  status: "pending" | "succeeded" | "failed" | "canceled";
  currency: string;
  amountMinor: bigint;
  failureCode: string | null;
  /** Null while the processor has not booked it; the gross is negative. */
  balance: ProcessorBalance | null;
};

export type ProcessorEvent = {
  id: string;
  type: string;
  createdAt: Date;
  livemode: boolean;
  account: string | null;
  apiVersion: string | null;
  objectId: string | null;
  /** As the event list gives it: stored like one that was delivered. */
  body: string;
};

export type EventPage = { events: ProcessorEvent[]; cursor: string | null };

export type GatewayErrorKind =
  /** No answer, or one that says nothing: it may have happened. Ask again under the same key. */
  | "unknown"
  /** Not done, and worth asking again later: too many calls, a lock, the processor is away. */
  | "busy"
  /** Not done, and asking again changes nothing. */
  | "refused"
  /** What it is about is not there. */
  | "missing";

/** A call that came to no answer. `message` is for us and our logs, never for a customer. */
export class GatewayError extends Error {
  readonly kind: GatewayErrorKind;
  readonly code: string | null;

  constructor(kind: GatewayErrorKind, message: string, more?: { code?: string; cause?: unknown }) {
    super(message, more?.cause === undefined ? undefined : { cause: more.cause });
    this.name = "GatewayError";
    this.kind = kind;
    this.code = more?.code ?? null;
  }
}

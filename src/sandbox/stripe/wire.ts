import type Stripe from "stripe";

/** The API version the simulator speaks: the one the pinned SDK was made for. */
export const apiVersion: Stripe.LatestApiVersion = "2026-10-28.endive";

/**
 * An object of the SDK as it travels: what may be expanded is its id, decimals are strings, and an enum has
 * only the values the SDK lists. Its own types accept any string there, so a misspelt status would pass.
 */
export type Wire<T> = WireText<Extract<T, string>> | WireRest<Unexpanded<T>>;

/** A list as the API answers it. */
export type List<T> = { object: "list"; data: T[]; has_more: boolean; url: string };

type Literals<S> = S extends string ? (string extends S ? never : S) : never;
type WireText<S extends string> = [S] extends [never]
  ? never
  : [Literals<S>] extends [never]
    ? string
    : Literals<S>;

// What may be an id or the object itself is stored as its id.
type Unexpanded<T> = [Extract<T, string>] extends [never]
  ? T
  : Exclude<T, string | { id: string; object: string }>;

type WireRest<T> = T extends string
  ? never
  : T extends Stripe.Decimal
    ? string
    : T extends Stripe.ApiList<infer U>
      ? List<Wire<U>>
      : T extends Array<infer U>
        ? Array<Wire<U>>
        : T extends object
          ? { [K in keyof T]: Wire<T[K]> }
          : T;

export type BalanceTransaction = Wire<Stripe.BalanceTransaction>;
export type Charge = Wire<Stripe.Charge>;
export type CheckoutSession = Wire<Stripe.Checkout.Session>;
export type CreditNote = Wire<Stripe.CreditNote>;
export type CreditNoteLine = Wire<Stripe.CreditNoteLineItem>;
export type Customer = Wire<Stripe.Customer>;
export type Dispute = Wire<Stripe.Dispute>;
export type File = Wire<Stripe.File>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceItem = Wire<Stripe.InvoiceItem>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type PaymentMethod = Wire<Stripe.PaymentMethod>;
export type Payout = Wire<Stripe.Payout>;
export type Price = Wire<Stripe.Price>;
export type Product = Wire<Stripe.Product>;
export type Refund = Wire<Stripe.Refund>;
export type SetupIntent = Wire<Stripe.SetupIntent>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type TaxId = Wire<Stripe.TaxId>;
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>;

/** An event as it is stored and sent: the object as it was at that moment. */
export type Event = Omit<Wire<Stripe.EventBase>, "data"> & {
  type: Stripe.Event.Type;
  data: { object: StripeObject; previous_attributes?: Record<string, unknown> };
};

/** Every family the simulator keeps, by the name its objects carry. */
export type Families = {
  balance_transaction: BalanceTransaction;
  charge: Charge;
  "checkout.session": CheckoutSession;
  credit_note: CreditNote;
  customer: Customer;
  dispute: Dispute;
  event: Event;
  file: File;
  invoice: Invoice;
  invoiceitem: InvoiceItem;
  invoice_payment: InvoicePayment;
  payment_intent: PaymentIntent;
  payment_method: PaymentMethod;
  payout: Payout;
  price: Price;
  product: Product;
  refund: Refund;
  setup_intent: SetupIntent;
  subscription: Subscription;
  tax_id: TaxId;
  webhook_endpoint: WebhookEndpoint;
};

export type Family = keyof Families;
export type StripeObject = Families[Exclude<Family, "event">];
export type Stored = Families[Family];

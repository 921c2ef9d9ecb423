/**
 * The words of an evidence pack: English whatever the customer reads, because the bank's clerk who decides and the
 * network's rules do.
 */
export const packWords = {
  title: "Evidence",
  columns: { what: "Record", quantity: "Date", unitPrice: "Credits", amount: "Amount" },
  facts: {
    dispute: "Dispute",
    amount: "Disputed amount",
    reason: "Reason given",
    opened: "Opened",
    due: "Answer due",
    invoice: "Invoice",
    paid: "Paid",
    zone: "Dates in",
  },
  groups: {
    invoice: "What was charged: invoice {number}",
    plans: "What the customer agreed to",
    usage: "Use by day, {start} – {end}",
    signIns: "Sign-ins of the customer",
    ledger: "Credits ledger",
    mails: "Mail sent to the customer",
    refunds: "Given back so far",
  },
  none: "Nothing is recorded.",
  plan: "{plan} plan ({how})",
  use: "{feature}: {quantity} in {events} events",
  signIn: "{who}, {how}",
  signInNote: "{time} – {seen} · IP {ip} · {agent}",
  left: "{left} credits left",
  mailNote: "to {recipient} at {time}",
  unknown: "not recorded",
  newest: "Of sign-ins, ledger entries and mail only the newest are printed.",
} as const;

const reasons: Record<string, string> = {
  credit_not_processed: "Credit not processed",
  duplicate: "Duplicate",
  fraudulent: "Fraudulent",
  general: "General",
  product_not_received: "Product not received",
  product_unacceptable: "Product unacceptable",
  subscription_canceled: "Subscription canceled",
  unrecognized: "Unrecognized",
};

/** A reason in words; one that is new at the processor as it writes it. */
export function reasonInWords(reason: string): string {
  return reasons[reason] ?? reason;
}

const ways: Record<string, string> = {
  change: "changed to",
  renewal: "renewed",
  start: "started",
  trial_end: "kept after the trial",
  sandbox: "in the sandbox",
  email: "by a link in an e-mail",
  oidc: "by their own provider",
  portal_link: "from within the app",
};

export function inWords(way: string): string {
  return ways[way] ?? way;
}

/** A sentence with its places filled; a place nothing is given for stays as it is. */
export function filled(sentence: string, given: Record<string, string>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (place, name) => given[name] ?? place);
}

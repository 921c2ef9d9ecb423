import type { BillingDetails } from "@/billing/accounts/billing-details";

/** How long ago somebody came: whole months, then days, so that periods stand where the story needs them. */
export type Age = { months: number; days: number };

/** What a customer mostly asks for. */
export type Leaning = "calls" | "images" | "video";

/** Credits given by us: sold outside Tallybook, or out of kindness. */
export type Gift = {
  afterDays: number;
  credits: bigint;
  category: "pack" | "promo" | "goodwill";
  reason: string;
  validDays: number;
};

/** What was decided in the portal, at the time of day they came: another plan, or credits that wait for their money. */
export type Wish = ({ daysAgo: number } | { afterDays: number }) &
  ({ plan: string; when: "now" | "period_end" } | { pack: string });

/** Part of their first invoice given back: their credits in proportion, what was spent of those written off. */
export type GivenBack = { afterDays: number; grossMinor: bigint; reason: string };

/** One customer of the story, before chance fills in the days. */
export type Member = {
  code: string;
  name: string;
  zone: string;
  plan: "free" | "starter" | "pro" | "scale" | "team" | "pro_yearly" | null;
  age: Age;
  /** Credits a month, at first and at last; `now` is what the running period has seen already. */
  credits: { from: number; to: number; now?: number };
  leaning: Leaning;
  /** How long after issue an invoice is paid, and how many are before the money stops. */
  pays?: { afterDays: number; invoices?: number };
  gifts?: Gift[];
  /** The plan begins with so many free days. */
  trialDays?: number;
  /** Where they are, as their documents say it, and what they pay less. */
  terms?: { details: Partial<BillingDetails>; discount: { code: string; percent: string } };
  wishes?: Wish[];
  givenBack?: GivenBack;
  /** Reserves credits for long jobs; some are running. */
  holds?: boolean;
  person?: { slug: string; label: string; name: string; email: string };
};

/** A customer told in one line, for those nobody signs in as. */
export function member(
  name: string,
  zone: string,
  plan: Member["plan"],
  [months, days]: [number, number],
  [from, to]: [number, number],
  leaning: Leaning = "calls",
): Member {
  const code = name.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  const age = { months, days };
  const pays = { afterDays: 1 + (days % 5) };
  return { code, name, zone, plan, age, credits: { from, to }, leaning, pays };
}

import type { Act } from "../settings/data";

export type AlertKind =
  | "balance"
  | "usage"
  | "spend"
  | "run_out"
  | "spike"
  | "invoice"
  | "plan_change";

/** Those that ask how much of something there is. */
export type CountedKind = Exclude<AlertKind, "invoice" | "plan_change">;

export type Channel = "in_app" | "email" | "webhook";

/** What fires a rule: a kind, and how much of it. */
export type Trigger = { kind: AlertKind; threshold: bigint };

export type Rule = Trigger & {
  id: string;
  channels: Channel[];
  recipients: string[];
  enabled: boolean;
  createdAt: Date;
  createdBy: string | null;
  lastFiredAt: Date | null;
};

export type Rules = {
  rules: Rule[];
  currency: string;
  plan: { name: string; allowance: bigint; stops: boolean; cap: bigint | null } | null;
  may: { manage: boolean };
};

export type Firing = Trigger & {
  id: string;
  ruleId: string;
  figure: bigint | null;
  about: string | null;
  invoiceId: string | null;
  firedAt: Date;
};

export type History = {
  currency: string;
  firings: (Firing & { channels: Channel[]; recipients: string[] })[];
  next: string | null;
};

export type BackTest = {
  currency: string;
  days: number;
  fired: { day: string; figure: bigint | null; about: string | null }[] | null;
};

export type Wish = {
  threshold: bigint;
  channels: Channel[];
  recipients: string[];
  enabled: boolean;
};

export type RuleActs = {
  create: Act<Wish & { kind: AlertKind }, unknown>;
  change: Act<Wish & { ruleId: string }, unknown>;
  remove: Act<{ ruleId: string }, unknown>;
  backTest: Act<Trigger, BackTest>;
};

/** Of the account a rule is made for, what its form has to know. */
export type RuleGround = {
  currency: string;
  hasPlan: boolean;
  members: { name: string; email: string }[];
  /** Null for whoever the customer's app signed in. */
  myEmail: string | null;
};

/** In the order they are asked for most. */
export const kinds: readonly AlertKind[] = [
  "balance",
  "usage",
  "run_out",
  "spend",
  "spike",
  "invoice",
  "plan_change",
];

export const channels: readonly Channel[] = ["in_app", "email", "webhook"];

/** What happens or does not has no threshold. */
export function hasThreshold(kind: AlertKind): kind is CountedKind {
  return kind !== "invoice" && kind !== "plan_change";
}

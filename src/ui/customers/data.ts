import type { Money } from "@/lib/money";
import type { Act } from "../settings/data";

export const customerStates = [
  ...(["at_risk", "overdue", "disputed", "in_debt", "top_up_paused", "no_plan"] as const),
] as const;
export type CustomerState = (typeof customerStates)[number];

export type CustomerRow = {
  id: string;
  name: string;
  externalId: string;
  currency: string;
  plan: string | null;
  monthlyMinor: bigint | null;
  credits: bigint;
  overdueMinor: bigint;
  disputedMinor: bigint;
  lastUsedOn: string | null;
};

export type SearchedBy =
  | "name"
  | "email"
  | "member"
  | "external_id"
  | "id"
  | "invoice"
  | "processor"
  | "card";

export type FoundAccount = {
  id: string;
  name: string;
  externalId: string;
  email: string;
  by: SearchedBy;
};

export type SavedView = { id: string; name: string; search: string };

export type Note = { id: string; body: string; pinned: boolean; by: string; at: Date };

export type Flag = "overdue" | "disputed" | "in_debt" | "withheld" | "top_up_paused" | "no_card";

export type Customer = {
  customer: {
    id: string;
    name: string;
    externalId: string;
    email: string;
    currency: string;
    timezone: string;
    segment: string | null;
    createdAt: Date;
    processorCustomer: string | null;
    card: { brand: string | null; last4: string | null } | null;
  };
  balance: { available: bigint; held: bigint; debt: bigint; overage: bigint };
  plan: { name: string; price: Money; period: { start: Date; end: Date }; inTrial: boolean } | null;
  invoices: {
    id: string;
    number: string | null;
    currency: string;
    dueMinor: bigint;
    dueAt: Date | null;
    overdue: boolean;
  }[];
  /** Ledger accounts of money that are not at zero, as the books have them: debits less credits. */
  money: { kind: string; currency: string; minor: bigint }[];
  flags: Flag[];
  members: {
    userId: string;
    name: string;
    email: string;
    role: "owner" | "billing_manager" | "viewer";
  }[];
  notes: Note[];
};

export const timelineKinds = [
  "money",
  "credits",
  "use",
  "plan",
  "sign_in",
  "staff",
  "settings",
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

type Said = { at: Date; kind: string };
export type TimelineItem =
  | (Said & {
      source: "ledger";
      version: bigint;
      actor: string;
      actorName: string | null;
      reason: string;
      credits: bigint;
      receivable: bigint;
      currency: string | null;
      invoice: { id: string; number: string | null } | null;
    })
  | (Said & {
      source: "act";
      position: bigint;
      actor: string;
      actorName: string | null;
      subject: string | null;
      subjectName: string | null;
      before: Record<string, unknown> | null;
      after: Record<string, unknown> | null;
      reason: string | null;
    })
  | (Said & { source: "plan"; plan: string; endsAt: Date; closedBy: string | null });

export type CustomerActs = {
  addNote: Act<{ account: string; body: string; pinned: boolean }, unknown>;
  removeNote: Act<{ account: string; noteId: string }, unknown>;
};

export type ViewActs = {
  save: Act<{ name: string; search: string }, unknown>;
  remove: Act<{ viewId: string }, unknown>;
};

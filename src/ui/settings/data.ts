import type { Money } from "@/lib/money";
export type Role = "owner" | "billing_manager" | "viewer";

export type Member = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  since: Date;
  lastSeenAt: Date | null;
};

export type Invitation = {
  id: string;
  email: string;
  role: Role;
  invitedBy: string | null;
  expiresAt: Date;
  expired: boolean;
};

export type People = {
  members: Member[];
  invitations: Invitation[];
  /** Whose session it is; null for whoever the app signed in. */
  me: string | null;
  /** `invite`: the roles I may hand out. */
  may: { manage: boolean; invite: readonly Role[]; mail: boolean };
};

type OfInvoice = { invoiceId: string; number: string | null };

export type SupportAct = { at: Date } & (
  | { what: "given" | "taken" | "set_right"; version: bigint; credits: bigint; reason: string }
  | ({ what: "refund"; state: "on_its_way" | "refunded" | "returned"; amount: Money } & OfInvoice)
  | ({ what: "void" | "uncollectible" } & OfInvoice)
  | { what: "looked" }
);

export type SignIn = {
  id: string;
  how: "sandbox" | "email" | "oidc" | "portal_link" | "staff_view";
  at: Date;
  lastSeenAt: Date;
  endedAt: Date | null;
  signedOut: boolean;
  ip: string | null;
  userAgent: string | null;
};

export type SignIns = { current: string; signIns: SignIn[] };

/** What came of something asked of the server: its answer, or the code it was refused with. */
export type Done<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: string; id: string; facts?: Record<string, unknown> };

/** Something to ask of the server. */
export type Act<Input, Value> = (input: Input) => Promise<Done<Value>>;

import type { PinnedNote } from "../pinned";
import type { Act } from "../settings/data";

export type OpenGrant = { id: string; category: string; remaining: bigint; expiresAt: Date | null };

export type Wish =
  | {
      kind: "grant";
      credits: bigint;
      category: "promo" | "goodwill" | "adjustment";
      expiresAt: Date | null;
      consumptionId: string | null;
    }
  | { kind: "revoke"; grantId: string; credits: bigint | null }
  | { kind: "reverse"; version: bigint };

export type Shown = {
  quoteId: string;
  waits: boolean;
  credits: {
    before: bigint;
    after: bigint;
    movements: { kind: string; credits: bigint; grantId: string | null }[];
  };
};

type Answer = { adjustmentId: string; status: "waiting" | "booked" | "rejected" };

export type AdjustActs = {
  preview: Act<{ account: string; wish: Wish }, Shown>;
  request: Act<
    { account: string; quoteId: string; reason: string; idempotencyKey: string },
    Answer
  >;
};

export type Waiting = {
  id: string;
  account: { id: string; name: string };
  kind: "grant" | "revoke" | "reverse";
  credits: bigint;
  category: string;
  reason: string;
  requestedBy: { id: string; name: string };
  at: Date;
  mine: boolean;
  pinned: PinnedNote[];
};

/** A page of the inbox: how many wait in all, and whether the list began before it. */
export type Inbox<One> = {
  waiting: One[];
  count: number;
  first: string | null;
  next: string | null;
};

type Which = { account: string; adjustmentId: string };
export type InboxActs = { approve: Act<Which, Answer>; reject: Act<Which, Answer> };

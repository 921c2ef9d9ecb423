import type { Act } from "../settings/data";

export type MonthStatus = "open" | "closing" | "closed" | "reopening";

export type ListedMonth = {
  month: string;
  start: Date;
  end: Date;
  status: MonthStatus;
  accountsLeft: number | null;
  reason: string | null;
  changed: { at: Date; by: string } | null;
  snapshot: { number: number; sha256: string } | null;
};

export type ChecklistLine = {
  check:
    | "over"
    | "earlier"
    | "recognized"
    | "due"
    | "drafts"
    | "unknown"
    | "reconciled"
    | "clearing"
    | "balanced"
    | "audit";
  holds: boolean;
  total: number;
  first: {
    account: { id: string; name: string } | null;
    invoiceId: string | null;
    detail: string;
  }[];
};

export type TrialLine = Record<
  "kind" | "asset" | "opening" | "debits" | "credits" | "closing",
  string
>;

export type RolledForward = Record<
  "currency" | "opening" | "billed" | "recognized" | "breakage" | "closing",
  string
> &
  Record<"credits" | "refunds" | "disputes" | "voids" | "writeOffs" | "other", string>;

export type Snapshot = {
  month: string;
  number: number;
  takenAt: Date;
  /** Null where whoever looks is not told who of us it was. */
  takenBy: string | null;
  sha256: string;
  figures: {
    trialBalance: TrialLine[];
    deferredRevenue: RolledForward[];
    heads: { accounts: string; sha256: string | null };
  };
  changed: { kind: string; asset: string; was: string; is: string }[] | null;
};

export type Verified = {
  kept: string;
  hashed: string;
  noted: string | null;
  now: string | null;
};

export type MonthActs = {
  close: Act<{ month: string }, unknown>;
  reopen: Act<{ month: string; reason: string }, unknown>;
  verify: Act<{ month: string }, Verified>;
};

/** A month as people write it, in any language. */
export function monthName(month: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ month: "long", year: "numeric", timeZone: "UTC" },
  });
  return format.format(new Date(`${month}-15T00:00:00Z`));
}

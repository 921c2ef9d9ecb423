import type { DisputeId } from "@/lib/ids";
import type { Lost } from "../disputes/regain";
import type { GrantCategory } from "../ledger/accounts";
import type { OpenHold } from "./explain-queries";
import { type ExplainedRows, type Explanation, explained, type Part } from "./explanation";
import type { GrantFigures } from "./grant-figures";

/** How figures of credits come about (BOOKS B2, B14); each is the sum of its parts, and of its ledger rows. */

export type GrantLeft = {
  id: string;
  category: GrantCategory;
  /** As the ledger has it; below zero where use that came late took credits that were on hold then. */
  balance: bigint;
  expiresAt: Date | null;
};

const inCredits = { asset: "credit", id: null } as const;

/** What is left of each grant that may be used. */
export function explainAvailable(grants: readonly GrantLeft[], rows: ExplainedRows): Explanation {
  const parts = grants.map(
    ({ id, category, balance, expiresAt }): Part => ({
      ...{ what: "grant", amount: balance, at: expiresAt },
      ref: { to: "grant", id, category },
    }),
  );
  const below = grants.reduce((sum, { balance }) => (balance < 0n ? sum - balance : sum), 0n);
  const late: Part = { what: "lateUse", amount: below, ref: null, at: null, unbooked: true };
  return withSum({ ...inCredits, figure: "available", rows }, [...parts, late]);
}

const holds = { dispute: "holdDispute", refund: "holdRefund", invoice: "holdInvoice" } as const;

/** What each open hold keeps, and for what: of the account, or of one dispute. */
export function explainHolds(
  open: readonly OpenHold[],
  { disputeId, rows }: { disputeId: DisputeId | null; rows: ExplainedRows },
): Explanation {
  const parts = open.map(
    ({ credits, openedAt, version, keptFor }): Part => ({
      ...{ what: keptFor ? holds[keptFor] : "hold", amount: credits, at: openedAt },
      ref: { to: "entry", version },
    }),
  );
  const figure = disputeId ? "heldBy" : "held";
  return withSum({ ...inCredits, figure, id: disputeId, rows }, parts);
}

/** What a lost dispute took back, by the grants it took it of. */
export function explainTaken(
  disputeId: DisputeId,
  { taken: all, rows }: { taken: Lost["revoked"]; rows: ExplainedRows },
): Explanation {
  const parts = all.map(
    ({ credits, grant }): Part => ({
      ...{ what: "takenOf", amount: credits, at: null },
      ref: { to: "grant", id: grant.id, category: grant.category },
    }),
  );
  return withSum({ ...inCredits, figure: "takenBy", id: disputeId, rows }, parts);
}

/** A balance by what moved it: where it has no parts of its own, and at any past instant. */
export function explainByKind(
  told: Omit<Explanation, "amount" | "parts">,
  moves: readonly { kind: string; amount: bigint }[],
): Explanation {
  return withSum(
    told,
    moves.map(({ kind, amount }) => ({ what: `entry_${kind}`, amount, ref: null, at: null })),
  );
}

export type PeriodOverage = {
  periodId: string;
  plan: string;
  slice: { start: Date; end: Date };
  credits: bigint;
};

/** Use beyond the credits that no invoice has yet, of the running period and of those a change closed. */
export function explainOverage(
  periods: readonly PeriodOverage[],
  rows: ExplainedRows,
): Explanation {
  const parts = periods.map(
    ({ periodId, plan, slice, credits }): Part => ({
      ...{ what: "period", amount: credits, at: slice.start },
      ref: { to: "period", id: periodId, plan },
    }),
  );
  return withSum({ ...inCredits, figure: "overage", rows }, parts);
}

export type UsedOnDay = { day: string; at: Date; credits: bigint };

/** Use of the running stretch by local day: the events themselves, against the figure that sums them up. */
export function explainUsage(
  used: bigint,
  { days, rows }: { days: readonly UsedOnDay[]; rows: ExplainedRows },
): Explanation {
  return explained({ ...inCredits, figure: "usage", rows, parts: ofDays(days), amount: used });
}

/** A usual day: what whole days used, the quiet ones among them, divided by how many they are. */
export function explainPace(
  mean: { days: number; perDay: bigint },
  { days, rows, used }: { days: readonly UsedOnDay[]; rows: ExplainedRows; used: bigint },
): Explanation {
  return explained({ ...inCredits, figure: "pace", rows, parts: ofDays(days), amount: used, mean });
}

function ofDays(days: readonly UsedOnDay[]): Part[] {
  return days.map(({ day, at, credits }) => ({
    ...{ what: "day", amount: credits, at },
    ref: { to: "day", day },
  }));
}

const taken = ["used", "held", "revoked", "rolledOut", "debtRepaid"] as const;

/** Granted, less all that left it. What expired at its time is read at once, and booked an hour later (BOOKS B9). */
export function explainGrant(
  grant: {
    id: string;
    figures: GrantFigures;
    /** As the ledger has it. */
    balance: bigint;
    line: { id: string; invoiceId: string; number: string | null } | null;
    issuedAt: Date;
  },
  rows: ExplainedRows,
): Explanation {
  const { id, figures, balance, line, issuedAt } = grant;
  const toBook = balance - figures.left;
  const gone = (what: string, amount: bigint): Part => ({ what, amount, ref: null, at: null });
  const parts: Part[] = [
    {
      ...{ what: "granted", amount: figures.granted, at: issuedAt },
      ref: line && { to: "invoice", id: line.invoiceId, number: line.number },
    },
    ...taken.map((what) => gone(what, -figures[what])),
    gone("expired", toBook - figures.expired),
    { ...gone("expiredNow", -toBook), unbooked: true },
  ];
  return withSum({ asset: "credit", figure: "grant", id, rows }, parts);
}

export function withSum(told: Omit<Explanation, "amount" | "parts">, parts: Part[]): Explanation {
  return explained({ ...told, parts, amount: parts.reduce((sum, one) => sum + one.amount, 0n) });
}

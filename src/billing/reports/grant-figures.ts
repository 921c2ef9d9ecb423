import type { GrantEnds, GrantMoves, GrantRecord } from "./grant-queries";

/** Where a grant's credits are; all but `granted` add up to it (BOOKS B2). */
export type GrantFigures = {
  granted: bigint;
  used: bigint;
  held: bigint;
  left: bigint;
  expired: bigint;
  revoked: bigint;
  rolledOut: bigint;
  debtRepaid: bigint;
};

/**
 * What became of a grant, by its balance: what left it otherwise is known, so the rest was used. Credits
 * whose time is over have expired when read, posted or not (BOOKS B9).
 */
export function grantFigures(
  { granted, balance, held, expiresAt }: GrantRecord,
  ends: Omit<GrantEnds, "grantId"> | undefined,
  at: Date,
): GrantFigures {
  const { expired = 0n, debtRepaid = 0n, keptRevoked = 0n, keptRolledOut = 0n } = ends ?? {};
  const revoked = (ends?.revoked ?? 0n) + keptRevoked;
  const rolledOut = (ends?.rolledOut ?? 0n) + keptRolledOut;
  const ended = expiresAt !== null && expiresAt <= at ? balance : 0n;
  return {
    granted,
    used: granted - balance - held - expired - revoked - rolledOut - debtRepaid,
    held,
    left: balance - ended,
    expired: expired + ended,
    revoked,
    rolledOut,
    debtRepaid,
  };
}

/**
 * The same from the transfers alone: every one to and from the grant, summed by the other side. Credits
 * that went on hold and did not come back are used, but for what open holds still have and what was kept.
 */
export function figuresOfMoves(
  moves: readonly GrantMoves[],
  {
    held,
    expiresAt,
    keptRevoked,
    keptRolledOut,
  }: Pick<GrantRecord, "held" | "expiresAt"> & Pick<GrantEnds, "keptRevoked" | "keptRolledOut">,
  at: Date,
): GrantFigures {
  const sum = (counts: (move: GrantMoves) => boolean) =>
    moves
      .filter(counts)
      .reduce((total, { given, amount }) => total + (given ? -amount : amount), 0n);
  const to = (kind: string) => sum(({ other }) => other === kind);
  const isIssue = ({ other }: GrantMoves) => other.startsWith("issued.");
  const taken = sum((move) => isIssue(move) && !move.given && move.other !== "issued.rollover");
  const granted = -sum((move) => isIssue(move) && move.given);
  const balance = -sum(() => true);
  const ended = expiresAt !== null && expiresAt <= at ? balance : 0n;
  return {
    granted,
    used: to("consumed") + to("held") - held - keptRevoked - keptRolledOut,
    held,
    left: balance - ended,
    expired: to("expired") + ended,
    revoked: to("revoked") + taken + keptRevoked,
    rolledOut: sum(({ other, given }) => other === "issued.rollover" && !given) + keptRolledOut,
    debtRepaid: to("debt"),
  };
}

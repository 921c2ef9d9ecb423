import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import type { ProcessorDispute, ProcessorDisputeStatus } from "../payments/processor-disputes";
import { honourPaid } from "../plans/paid";
import type { Refundable } from "../refunds/refundable";
import type { Snapshot } from "../state";
import {
  canBecome,
  type DisputeState,
  type DisputeStatus,
  type DisputeTerms,
  isInquiry,
  isOpen,
  isOver,
  movedTo,
} from "./dispute";
import { giveUp, holdDisputed, planDispute, withoutDispute } from "./hold-disputed";
import { loseDispute } from "./lose-dispute";
import { bookMovements } from "./movements";
import { type Lost, regainDispute } from "./regain";
import { leaveDisputeToStaff, setDispute, toldOf } from "./set-dispute";

export type ToldDispute = {
  dispute: DisputeState;
  isNew: boolean;
  from: Refundable;
  /** As the processor has it now, or had it a moment ago. */
  said: ProcessorDispute;
  /** Movements of its money that are on our books already. */
  known: ReadonlySet<string>;
  /** What it did when it was lost; nothing where it was not. */
  lost: Lost;
};

/**
 * What the processor says of a dispute, booked forward only and each part once, so that any order and number of its news
 * ends the same. An inquiry holds nothing. Open, the slice of what is disputed is held; won, it is there again; lost, it
 * is taken back (BOOKS B13). How it came is told by its figures, not by its events: what of the charge is away for good
 * is what left the balance less what came back.
 */
export function decideDispute(
  snapshot: Snapshot,
  { dispute, isNew, from, said, known, lost }: ToldDispute,
  author: Author,
): { decision: Decision; dispute: DisputeState } {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const told = withFacts(dispute, said, known);
  const moved = bookMovements(draft, told, { said, known });
  const next = statusOf(said.status, dispute.status);
  // Who asked before we did knows less than we do.
  const isOld = said.movements.length < known.size;
  const status = !isOld && canBecome(dispute.status, next) ? next : dispute.status;
  const now = brought(draft, movedTo(moved, status, t), { from, lost });
  setDispute(draft, now, isNew);
  if (dispute.status === "lost" && now.status !== "lost") tellTurned(draft, now, lost);
  tell(draft, { before: isNew ? null : dispute, now });
  honourPaid(draft, t);
  return { decision: draft.finish(t), dispute: now };
}

type Beside = Pick<ToldDispute, "dispute" | "from" | "lost">;

/** The same, with nothing new said: what it holds or took follows what else is given back of its charge. */
export function decideAnew(
  snapshot: Snapshot,
  { dispute, from, lost }: Beside,
  author: Author,
): Decision {
  const draft = new AccountDraft(snapshot, author);
  setDispute(draft, brought(draft, dispute, { from, lost }), false);
  return draft.finish(snapshot.t);
}

/** What a refund of the processor's is about to give back, and by which it takes credits. */
export type Coming = { minor: bigint; terms: DisputeTerms };

/**
 * What was really given back of its charge goes first: what is held is there again for the moment, and where what was
 * lost leaves no room for that, or no credits, it is turned back too. What somebody owes for it stays as it was decided.
 */
export function decideLetGo(
  snapshot: Snapshot,
  { dispute, from, lost, coming }: Beside & { coming: Coming },
  author: Author,
): Decision {
  const draft = new AccountDraft(snapshot, author);
  const left = from.payments[0]?.leftMinor ?? 0n;
  const isTaken = dispute.lostMinor > 0n && lost.owed === 0n;
  const isInTheWay =
    isTaken && (left < coming.minor || lacksCredits(draft, { dispute, from, lost, coming }));
  const now = isOpen(dispute.status)
    ? giveUp(draft, dispute, from)
    : isInTheWay
      ? regainDispute(draft, dispute, { lost, from })
      : dispute;
  setDispute(draft, now, false);
  return draft.finish(snapshot.t);
}

/** Whether a refund would find credits spent that a lost dispute took: its slice is settled once and for ever. */
function lacksCredits(
  draft: AccountDraft,
  { dispute, from, lost, coming: { minor, terms } }: Beside & { coming: Coming },
): boolean {
  if (lost.revoked.length === 0 || terms.policy === "none") return false;
  const lines = planDispute(draft, { dispute, grossMinor: minor, others: from, terms });
  return lines.some(({ settled }) => settled.short > 0n || settled.waived > 0n);
}

/** An appeal is of what was lost: until it is decided, that stands. */
export function statusOf(
  said: ProcessorDisputeStatus,
  before: DisputeStatus | null,
): DisputeStatus {
  switch (said) {
    case "warning_needs_response":
      return "inquiry";
    case "warning_under_review":
      return "inquiry_review";
    case "warning_closed":
      return "inquiry_closed";
    case "needs_response":
      return "open";
    case "appeal_needs_response":
    case "appeal_under_review":
      return before === "lost" ? "lost" : "under_review";
    default:
      return said;
  }
}

function withFacts(
  dispute: DisputeState,
  said: ProcessorDispute,
  known: ReadonlySet<string>,
): DisputeState {
  if (said.movements.length < known.size) return dispute;
  const { network, networkReason, reason, dueBy, amountMinor } = said;
  const submissions = Math.max(dispute.submissions, said.submissions);
  const facts = { network, networkReason, reason, dueBy, amountMinor, submissions };
  return { ...dispute, ...facts, processorStatus: said.status };
}

/** Credits and money as its status has them, whatever they were before. */
function brought(
  draft: AccountDraft,
  dispute: DisputeState,
  { from, lost }: Pick<ToldDispute, "from" | "lost">,
): DisputeState {
  const lossMinor = lossOf(dispute);
  const before = dispute.lostMinor;
  const asBefore = before > 0n && before === lossMinor;
  const beside = { from, lost };
  if (asBefore && !hasRoom(draft, dispute, beside) && !findsMore(draft, dispute, beside))
    return dispute;
  const regained = before > 0n ? regainDispute(draft, dispute, { lost, from }) : dispute;
  const standing = before > 0n ? withoutLoss(from, dispute, lost) : from;
  if (isOpen(dispute.status)) return holdDisputed(draft, regained, standing);
  if (lossMinor > 0n) return loseDispute(draft, regained, { lossMinor, from: standing });
  return giveUp(draft, regained, standing);
}

/** Whether what was lost beyond what was left of the charge has room in it now. */
function hasRoom(
  draft: AccountDraft,
  dispute: DisputeState,
  { from, lost }: Pick<ToldDispute, "from" | "lost">,
): boolean {
  if (dispute.excessMinor === 0n || lost.owed > 0n) return false;
  const others = withoutLoss(from, dispute, lost);
  const lines = planDispute(draft, { dispute, grossMinor: dispute.lostMinor, others });
  return lines.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0n) > dispute.returnedMinor;
}

/**
 * Whether credits it found kept by a refund or another dispute, and wrote off as spent, are there by now: those did not
 * come about. What a customer's own hold gives back stays theirs.
 */
function findsMore(
  draft: AccountDraft,
  dispute: DisputeState,
  { from, lost }: Pick<ToldDispute, "from" | "lost">,
): boolean {
  if (lost.freed <= 0n || lost.owed > 0n) return false;
  const kept = new Map<string, bigint>();
  for (const { grant, credits } of lost.revoked) {
    const lineId = grant.invoiceLineId;
    if (lineId) kept.set(lineId, (kept.get(lineId) ?? 0n) + credits);
  }
  const others = withoutLoss(from, dispute, lost);
  const lines = planDispute(draft, { dispute, grossMinor: dispute.lostMinor, others, kept });
  return lines.some(({ parts }) => parts.length > 0);
}

/** As if it had not been lost: its slices stand no more, and what it took has not ended. */
function withoutLoss(from: Refundable, dispute: DisputeState, { revoked }: Lost): Refundable {
  const gone = new Map(from.gone);
  for (const { grant, credits } of revoked) {
    const lineId = grant.invoiceLineId;
    if (lineId) gone.set(lineId, (gone.get(lineId) ?? 0n) - credits);
  }
  return { ...withoutDispute(from, dispute), gone };
}

/** What is away for good: all that left and did not come back; while no leaving was told of, all that is disputed. */
function lossOf({ status, amountMinor, withdrawnMinor, reinstatedMinor }: DisputeState): bigint {
  if (status !== "lost" && status !== "prevented") return 0n;
  const left = status === "lost" && withdrawnMinor === 0n ? amountMinor : withdrawnMinor;
  return left > reinstatedMinor ? left - reinstatedMinor : 0n;
}

/** A person looks at what of the debt for it was repaid meanwhile. */
function tellTurned(draft: AccountDraft, dispute: DisputeState, { owed }: Lost): void {
  leaveDisputeToStaff(draft, "dispute_turned", { dispute, facts: { owed: `${owed}` } });
}

function tell(
  draft: AccountDraft,
  { before, now }: { before: DisputeState | null; now: DisputeState },
): void {
  if (isInquiry(now.status)) return;
  const { events, holds } = draft.decision;
  const occurredAt = draft.snapshot.t;
  if (before === null || isInquiry(before.status)) {
    const held = holds
      .filter(({ forDispute }) => forDispute === now.id)
      .reduce((sum, { credits }) => sum + credits, 0n);
    events.push({ type: "dispute.opened", occurredAt, data: { ...toldOf(now), held } });
  }
  const { status } = now;
  if (!isOver(status) || before?.status === status) return;
  const given = draft.decision.returns.filter((one) => one.disputeId === now.id && one.stands);
  const sum = (of: "revoked" | "debt") => given.reduce((total, one) => total + one[of], 0n);
  const outcome = status as "won" | "lost" | "prevented";
  const data = { ...toldOf(now), outcome, revoked: sum("revoked"), owed: sum("debt") };
  events.push({ type: "dispute.closed", occurredAt, data });
}

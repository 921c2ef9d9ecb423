import { assert } from "@/lib/errors";
import { part } from "@/lib/money";
import type { AccountDraft } from "./account-draft";
import type { LineEarning } from "./decision";
import { recognizedAt, unearned } from "./earning";
import { moneyAccount } from "./ledger/accounts";
import type { GrantState, LineState } from "./state";

/**
 * Recognizes every line of the account to an instant (BOOKS B3), once per decision and instant.
 *
 * Whatever returns money, revokes, expires, rolls over, voids or writes off does this first, in the same
 * decision. What was recognized past that instant is turned back.
 */
export function recognizeTo(draft: AccountDraft, at: Date): void {
  if (draft.recognizedTo?.getTime() === at.getTime()) return;
  draft.recognizedTo = at;
  for (const line of draft.lines) {
    if (!line.earning.open || isPending(draft, line)) continue;
    const { slices } = line;
    const progress = { at, slices, creditsLeft: creditsLeft(draft, line) };
    moveRecognized(draft, line, { to: recognizedAt(line.earning, progress), at });
  }
}

/**
 * Closes a line before its end. By time, what of it is neither recognized nor returned is earned now; by
 * use, the credits that are left go on, and without any the rest is breakage: they were taken back for
 * less than they stood for.
 */
export function endEarning(draft: AccountDraft, line: LineState, at: Date): void {
  const { netMinor, returnedMinor, basis, revenue } = line.earning;
  if (basis === "usage" && creditsLeft(draft, line) > 0n) restart(draft, line, {}, at);
  else {
    const as = basis === "time" ? revenue : "revenue.breakage";
    moveRecognized(draft, line, { to: netMinor - returnedMinor, at, as });
  }
}

/**
 * Takes returned money out of what a line has not earned, once what it earned by then is recognized; what
 * it lacks is turned back from revenue first. The base restarts. The caller posts the money's own way.
 */
export function returnFromEarning(
  draft: AccountDraft,
  line: LineState,
  { netMinor, at }: { netMinor: bigint; at: Date },
): void {
  recognizeTo(draft, at);
  const lacks = netMinor - unearned(line.earning);
  if (lacks > 0n) moveRecognized(draft, line, { to: line.earning.recognizedMinor - lacks, at });
  restart(draft, line, { returnedMinor: line.earning.returnedMinor + netMinor }, at);
}

/** A return that was given up: what it took is unearned again, over the time or credits that are left. */
export function undoReturn(
  draft: AccountDraft,
  line: LineState,
  { netMinor, at }: { netMinor: bigint; at: Date },
): void {
  recognizeTo(draft, at);
  restart(draft, line, { returnedMinor: line.earning.returnedMinor - netMinor }, at);
}

/**
 * Credits of a line that end without money leaving, by expiry or revocation: on usage lines what they
 * stood for is breakage (BOOKS B3). Called before they are taken from the grant.
 */
export function breakCredits(
  draft: AccountDraft,
  { grant, credits, at }: { grant: GrantState; credits: bigint; at: Date },
): void {
  const line = draft.lines.find((one) => one.id === grant.invoiceLineId);
  if (line?.earning.basis !== "usage" || credits === 0n) return;
  const left = creditsLeft(draft, line);
  assert(left >= credits, "what ends was left");
  const minor = part(unearned(line.earning), credits, left);
  draft.transfer(draft.transaction("recognize", at, "Breakage"), {
    from: moneyAccount(draft.snapshot.accountId, "revenue.breakage", line.currency),
    to: moneyAccount(draft.snapshot.accountId, "deferred_revenue", line.currency),
    amount: minor,
    invoiceLineId: line.id,
    grantId: grant.id,
  });
  const recognizedMinor = line.earning.recognizedMinor + minor;
  const base = { baseRecognizedMinor: recognizedMinor, baseCredits: left - credits, baseAt: at };
  draft.setEarning(line, { recognizedMinor, ...base });
}

/**
 * Credits were taken back for less money than they stood for, as `replace` does: the difference is breakage,
 * and what is left, on hold or not, keeps what it stood for (BOOKS B3, B6). Called after both moved.
 *
 * `returned` is the net money that went back for the credits `taken`, minor units.
 */
export function breakTaken(
  draft: AccountDraft,
  line: LineState,
  { taken, returned, at }: { taken: bigint; returned: bigint; at: Date },
): void {
  if (line.earning.basis !== "usage" || taken === 0n) return;
  const left = creditsLeft(draft, line);
  const deferred = unearned(line.earning);
  const lost = deferred - part(deferred + returned, left, left + taken);
  if (lost <= 0n) return;
  const to = line.earning.recognizedMinor + lost;
  moveRecognized(draft, line, { to, at, as: "revenue.breakage" });
}

/**
 * Credits that were to be taken back for `returned` net were spent instead, and are another grant's to pay
 * for: what is left of the line, on hold that is, keeps what each credit stood for. Called after both moved.
 */
export function turnBackLacked(
  draft: AccountDraft,
  line: LineState,
  { lacked, returned, at }: { lacked: bigint; returned: bigint; at: Date },
): void {
  const { basis, netMinor, returnedMinor, recognizedMinor } = line.earning;
  // Of a year what is to come went back as a whole, and what is left of months before lies beside it.
  if (basis !== "usage" || line.slices || line.credits === 0n) return;
  const worth = (credits: bigint) =>
    part(netMinor - returnedMinor + returned, credits, line.credits);
  const missing = worth(creditsLeft(draft, line)) - unearned(line.earning);
  const most = worth(lacked);
  const minor = missing < most ? missing : most;
  if (minor > 0n) moveRecognized(draft, line, { to: recognizedMinor - minor, at });
}

/** Sets the base anew: from here on what is unearned is spread over what is left. */
export function restart(
  draft: AccountDraft,
  line: LineState,
  change: Partial<LineEarning>,
  at: Date,
): void {
  draft.setEarning(line, {
    ...change,
    baseRecognizedMinor: line.earning.recognizedMinor,
    baseCredits: line.earning.basis === "usage" ? creditsLeft(draft, line) : 0n,
    baseAt: at,
  });
}

/**
 * What is left, held included, on the grants a line paid for; rollover children name their parents' line.
 * What a year has not dripped yet is left too.
 */
export function creditsLeft(draft: AccountDraft, line: LineState): bigint {
  let left = 0n;
  for (const grant of draft.grants) {
    if (grant.invoiceLineId === line.id) left += grant.remaining + grant.held;
  }
  const { period } = draft;
  if (!line.slices || period?.id !== line.planPeriodId) return left;
  const toCome = line.slices.filter(({ start }) => start >= period.slice.endsAt).length;
  return left + BigInt(toCome) * period.version.allowance;
}

function moveRecognized(
  draft: AccountDraft,
  line: LineState,
  {
    to,
    at,
    as = line.earning.revenue,
  }: { to: bigint; at: Date; as?: LineEarning["revenue"] | "revenue.breakage" },
): void {
  const minor = to - line.earning.recognizedMinor;
  if (minor === 0n) return;
  const { accountId } = draft.snapshot;
  const revenue = moneyAccount(accountId, as, line.currency);
  const deferred = moneyAccount(accountId, "deferred_revenue", line.currency);
  const [from, toAccount] = minor > 0n ? [revenue, deferred] : [deferred, revenue];
  draft.transfer(draft.transaction("recognize", at, minor > 0n ? "Earned" : "Turned back"), {
    from,
    to: toAccount,
    amount: minor > 0n ? minor : -minor,
    planPeriodId: line.planPeriodId,
    invoiceLineId: line.id,
  });
  draft.setEarning(line, { recognizedMinor: to });
}

/** What a pending period is charged earns nothing before the period opens. */
function isPending(draft: AccountDraft, line: LineState): boolean {
  return draft.pending !== null && line.planPeriodId === draft.pending.id;
}

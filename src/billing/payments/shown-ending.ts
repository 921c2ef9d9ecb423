import { assert } from "@/lib/errors";
import type { InvoiceId, InvoiceLineId } from "@/lib/ids";
import { plainJson } from "@/lib/json";
import type { Money } from "@/lib/money";
import { availableCredits } from "../credits/burn-down";
import type { Author, Decision } from "../decision";
import type { ExpiredCredits } from "../invoices/give-up";
import type { InvoiceState, Snapshot } from "../state";
import { decideGiveUp, type GivenUp, type GiveUp } from "./decide-give-up";

/** What ending an invoice does to money and, beside it, to credits. */
export type ShownEnding = {
  invoiceId: InvoiceId;
  status: GivenUp["status"];
  money: {
    /** What nobody owes any more; the parts below come to it. */
    owed: Money;
    /** Not earned yet, and never to be. */
    unearned: Money;
    /** Earned already: turned back where the invoice is void. */
    turnedBack: Money;
    tax: Money;
    /** Written off, its tax with it. */
    lost: Money;
    /** Account credit that paid part of it is kept again: it counts against the rest. */
    keptAgain: Money;
    /** What it was rounded by for a card. */
    rest: Money;
  };
  credits: {
    before: bigint;
    after: bigint;
    revoked: bigint;
    expired: bigint;
    writtenOff: bigint;
    /** What money that comes free with it pays is granted. */
    granted: bigint;
  };
  /** What a confirmation keeps to (BOOKS B7): by line the money, and the credits it owns. */
  promise: {
    lines: { lineId: InvoiceLineId; grossMinor: bigint; slice: bigint }[];
    granted: bigint;
  };
};

/** The ending decided, and what of it is shown. */
export function decideEnding(
  snapshot: Snapshot,
  { expired, ...asked }: GiveUp & { expired: ExpiredCredits },
  author: Author,
): { decision: Decision; answer: GivenUp; shown: ShownEnding } {
  const invoice = snapshot.openInvoices.find(({ id }) => id === asked.invoiceId);
  const { decision, draft, answer } = decideGiveUp(snapshot, { ...asked, expired }, author);
  assert(invoice, "only what waits for money is ended");
  const { invoiceId, status, ...credits } = answer;
  const granted = grantedBy(decision);
  const shown: ShownEnding = {
    ...{ invoiceId, status, money: moneyOf(decision, invoice) },
    credits: {
      before: availableCredits(snapshot.grants, snapshot.t),
      after: availableCredits(draft.grants, snapshot.t),
      ...{ ...credits, granted },
    },
    promise: { lines: promised(decision, invoice), granted },
  };
  return { decision, answer, shown };
}

/** Whether a confirmation does what was shown; how a line's money was earned by then is information. */
export function sameEnding(a: ShownEnding, b: ShownEnding): boolean {
  // Values, not objects: what was kept as JSON has its keys in another order.
  const text = ({ status, promise: { lines, granted } }: ShownEnding) =>
    plainJson([status, granted, lines.map((one) => [one.lineId, one.grossMinor, one.slice])]);
  return text(a) === text(b);
}

/** Where what was owed goes: what was earned of it is turned back within deferred revenue first. */
function moneyOf(decision: Decision, invoice: InvoiceState): ShownEnding["money"] {
  const moves = movesOf(decision, invoice);
  const sum = (is: (kind: string) => boolean) =>
    moves.reduce((all, { kind, minor }) => (is(kind) ? all + minor : all), 0n);
  const shown = (minor: bigint) => ({ minor, currency: invoice.currency });
  const turnedBack = earnedBack(decision, invoice);
  const named = ["deferred_revenue", "tax_payable", "write_off", "account_credit"];
  const owed = shown(invoice.totalMinor - invoice.paidMinor);
  const parts = {
    unearned: shown(sum((kind) => kind === "deferred_revenue") - turnedBack),
    turnedBack: shown(turnedBack + sum(isRevenue)),
    tax: shown(sum((kind) => kind === "tax_payable")),
    lost: shown(sum((kind) => kind === "write_off")),
    keptAgain: shown(sum((kind) => kind === "account_credit")),
    rest: shown(sum((kind) => !named.includes(kind) && !isRevenue(kind))),
  };
  const all = Object.values(parts).reduce((total, { minor }) => total + minor, 0n);
  assert(all === owed.minor, "what nobody owes any more goes somewhere, to the minor unit");
  return { owed, ...parts };
}

const isRevenue = (kind: string) => kind.startsWith("revenue.");

function earnedBack(decision: Decision, invoice: InvoiceState): bigint {
  return transfersOf(decision, invoice).reduce(
    (all, { from, to, amount }) =>
      from.kind === "deferred_revenue" && isRevenue(to.kind) ? all + amount : all,
    0n,
  );
}

type Move = { lineId: InvoiceLineId; kind: string; minor: bigint };

/** What leaves `receivable` for an invoice's lines, and what comes back to it, by the other side. */
function movesOf(decision: Decision, invoice: InvoiceState): Move[] {
  return transfersOf(decision, invoice).flatMap(({ from, to, amount, lineId }) => {
    if (from.kind === "receivable") return [{ lineId, kind: to.kind, minor: amount }];
    if (to.kind === "receivable") return [{ lineId, kind: from.kind, minor: -amount }];
    return [];
  });
}

function transfersOf({ transactions }: Decision, { lines }: InvoiceState) {
  const ids = new Set<string>(lines.map(({ id }) => id));
  return transactions.flatMap(({ transfers }) =>
    transfers.flatMap(({ invoiceLineId: lineId, ...one }) =>
      lineId && ids.has(lineId) ? [{ ...one, lineId }] : [],
    ),
  );
}

function promised(decision: Decision, invoice: InvoiceState): ShownEnding["promise"]["lines"] {
  const moves = movesOf(decision, invoice);
  return invoice.lines.map(({ id: lineId }) => ({
    lineId,
    grossMinor: moves.reduce((all, one) => (one.lineId === lineId ? all + one.minor : all), 0n),
    slice: decision.returns.reduce(
      (all, one) => (one.lineId === lineId && one.stands ? all + one.slice : all),
      0n,
    ),
  }));
}

function grantedBy({ transactions }: Decision): bigint {
  const transfers = transactions.flatMap((one) => one.transfers);
  return transfers.reduce(
    (all, { from, to, amount }) =>
      from.kind.startsWith("issued.") && to.kind === "grant" ? all + amount : all,
    0n,
  );
}

import type { Tx } from "@/db/client";
import { assert, BillingError } from "@/lib/errors";
import {
  type AccountId,
  type GrantId,
  type InvoiceId,
  newId,
  type PlanPeriodId,
  type QuoteId,
  type SubscriptionId,
} from "@/lib/ids";
import { commit } from "../commit";
import { getRevokedSince } from "../credits/ended-queries";
import type { Author, GrantsWhen } from "../decision";
import { answeredBefore, operate, type Replayable, type Request, upToDate } from "../operate";
import { noSuchQuote } from "../quotes/no-such-quote";
import { isAsShown, type Preview } from "../quotes/preview";
import { findQuote, type StoredQuote } from "../quotes/queries";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { rulesFor } from "./change-rules";
import { decideUndo, type Undone } from "./decide-cancel";
import type { Changed } from "./decide-change";
import { saleOf, type WantedPack } from "./decide-pack";
import { type Asked, decideAsked, followingOf } from "./decide-quoted";
import { confirmable, type Kept, quote } from "./make-quote";
import { newestVersion } from "./newest-version";
import { previewOf } from "./preview-change";

export type ChangeAnswer = {
  outcome: Changed["outcome"];
  effectiveAt: Date;
  planPeriod: { id: PlanPeriodId; plan: string; startsAt: Date; endsAt: Date } | null;
  invoiceId: InvoiceId | null;
  grantIds: GrantId[];
};

/** Either it was done, or what was shown does not hold any more and a fresh quote is there. */
export type Confirmed =
  | { stale: false; answer: Replayable<ChangeAnswer> }
  | { stale: true; why: "expired" | "changed"; preview: Preview };

type Asker = { accountId: AccountId; author: Author };

/** What a change to another plan would do to money and credits; a first plan where there is none. */
export async function previewChange(
  tx: Tx,
  { accountId, author }: Asker,
  wanted: {
    plan: string;
    when: "now" | "period_end" | null;
    anchor: "keep" | "reset" | null;
    grants: GrantsWhen;
  },
): Promise<Preview> {
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const version = newestVersion(catalog, wanted.plan, snapshot.currency);
  const { grants } = wanted;
  const asked: Asked = snapshot.period
    ? {
        kind: "change",
        versionId: version.id,
        grants,
        ...rulesFor(catalog, snapshot.period, version, wanted),
      }
    : { kind: "start", versionId: version.id, subscriptionId: newId<SubscriptionId>(), grants };
  return await quote(tx, { snapshot, catalog, asked, author });
}

/** What ending the plan would give back and bill, now or at the end of the period. */
export async function previewCancel(
  tx: Tx,
  { accountId, author }: Asker,
  wanted: { when: "now" | "period_end" },
): Promise<Preview> {
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  return await quote(tx, {
    snapshot,
    catalog,
    asked: { kind: "cancel", when: wanted.when },
    author,
  });
}

/** What a pack, or any number of credits, costs and gives: credits are there at once, or when it is paid. */
export async function previewPack(
  tx: Tx,
  { accountId, author }: Asker,
  { grants, ...wanted }: WantedPack & { grants: GrantsWhen },
): Promise<Preview> {
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const sale = saleOf(catalog, wanted, snapshot.currency);
  return await quote(tx, { snapshot, catalog, asked: { kind: "pack", sale, grants }, author });
}

/**
 * Does exactly what a quote showed, at its instant, once per key and once per quote (BOOKS B7).
 *
 * Where that does not hold any more the fresh quote is written and given back: the caller commits it and
 * only then refuses.
 */
export async function confirmQuote(
  tx: Tx,
  request: Request & { quoteId: QuoteId },
): Promise<Confirmed> {
  const { accountId, author, key, requestHash } = request;
  const locked = await lockAccounts(tx, [accountId]);
  const earlier = await answeredBefore<ChangeAnswer>(tx, request);
  if (earlier) return { stale: false, answer: earlier };
  const { snapshot, catalog } = await upToDate(tx, locked);
  const stored = await findQuote(tx, accountId, request.quoteId);
  assertUsable(stored);
  const { asked, unused } = stored.request as Kept;
  const stale = async (why: "expired" | "changed", keeps = isEndNow(asked)) => ({
    ...{ stale: true as const, why },
    preview: await quote(tx, { snapshot, catalog, asked, author, keeps }),
  });
  const over = whyOver(snapshot, stored, asked);
  if (over) return await stale(over);
  if (await isTakenOtherwise(tx, stored)) return await stale("changed");

  const how = {
    ...{ asked, at: stored.decidedAt, quoteId: stored.id, author },
    unusedThen: new Map(unused),
  };
  const shown = decideAsked(snapshot, catalog, { ...how, asIfPaid: true });
  const following = followingOf(catalog, shown.draft, asked);
  const again = previewOf({
    ...{ quoteId: stored.id, expiresAt: stored.expiresAt, snapshot, following },
    ...shown,
  });
  if (isShort(shown.changed)) return await stale("changed", true);
  if (!isAsShown(stored.shown as Preview, again)) return await stale("changed");

  const { decision, changed } = decideAsked(snapshot, catalog, { ...how, asIfPaid: false });
  decision.usedQuotes.push({ id: stored.id, at: snapshot.t });
  const answer = answerOf(changed);
  decision.remembered.push({ key, procedure: request.procedure, requestHash, answer });
  await commit(tx, [decision]);
  return { stale: false, answer: { ...answer, replayed: false } };
}

/** What it bills moves with each use, and there is nothing new to take from what was spent. */
function isEndNow(asked: Asked): boolean {
  return asked.kind === "cancel" && asked.when === "now";
}

/** Its time is over, or what it was decided on: another period runs, or a later quote keeps of this one. */
function whyOver(
  { t, period, holds }: Snapshot,
  { decidedAt, expiresAt }: StoredQuote,
  asked: Asked,
): "expired" | "changed" | null {
  if (period && decidedAt < period.startsAt) return "changed";
  if (t >= expiresAt) return "expired";
  const isKeptSince = holds.some(({ forQuote, openedAt }) => forQuote && openedAt > decidedAt);
  return isKeptSince && asked.kind !== "pack" ? "changed" : null;
}

/** What was spent since the quote must come out of the new grant (BOOKS B7). */
function isShort({ lacked, granted }: Changed): boolean {
  return lacked > granted;
}

/** Whether what the quote counts on went another way than by use: revoked, say. */
async function isTakenOtherwise(tx: Tx, stored: StoredQuote): Promise<boolean> {
  return (await getRevokedSince(tx, stored.accountId, stored.accountVersion)) > 0n;
}

function assertUsable(stored: StoredQuote | undefined): asserts stored is StoredQuote {
  if (!stored || !confirmable.has(stored.kind)) {
    throw noSuchQuote();
  }
  if (stored.usedAt === null) return;
  throw new BillingError("quote_used", "This quote was confirmed already.", {
    quoteId: stored.id,
    usedAt: stored.usedAt,
  });
}

function answerOf({ outcome, effectiveAt, period, invoice, grantIds }: Changed): ChangeAnswer {
  return {
    outcome,
    effectiveAt,
    planPeriod: period && {
      id: period.id,
      plan: period.version.plan,
      startsAt: period.startsAt,
      endsAt: period.endsAt,
    },
    invoiceId: invoice?.id ?? null,
    grantIds,
  };
}

/** Undoes what was decided and still waits, once per key. */
export async function undoScheduled(
  tx: Tx,
  request: Request,
): Promise<Replayable<{ undone: Undone[] }>> {
  return await operate(tx, request, (snapshot) => {
    const { decision, undone } = decideUndo(snapshot, request.author);
    return { decision, answer: { undone } };
  });
}

/** A quote as it was shown, while it can still be confirmed and after. */
export async function readQuote(
  tx: Tx,
  accountId: AccountId,
  quoteId: QuoteId,
): Promise<Preview & { usedAt: Date | null }> {
  const stored = await findQuote(tx, accountId, quoteId);
  if (!stored) throw noSuchQuote();
  assert(stored.accountId === accountId, "a quote is of its account");
  return { ...(stored.shown as Preview), usedAt: stored.usedAt };
}

import type { Tx } from "@/db/client";
import { newId, type QuoteId } from "@/lib/ids";
import { commit } from "../commit";
import { keepShown, quoteEnds } from "../keep-quote";
import { answeredBefore, type Replayable, type Request, upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { findUsable } from "../usable-quote";
import { isTryUnderWay } from "./collection-queries";
import type { GivenUp, GiveUp } from "./decide-give-up";
import { toEnd } from "./give-up";
import { decideEnding, type ShownEnding, sameEnding } from "./shown-ending";

export type EndingPreview = ShownEnding & {
  quoteId: QuoteId;
  effectiveAt: Date;
  expiresAt: Date;
  /** A payment of it is on its way: one that still comes is kept, or pays it after all (BOOKS B4, B11). */
  tryUnderWay: boolean;
};

type Asker = Pick<Request, "accountId" | "author">;
type Wish = Pick<GiveUp, "invoiceId" | "as">;

/** What ending an invoice would do to money and credits; nothing is written but the quote. */
export async function previewEnding(tx: Tx, asker: Asker, wish: Wish): Promise<EndingPreview> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [asker.accountId]));
  return await keep(tx, { snapshot, wish, author: asker.author });
}

/**
 * Ends an invoice exactly as its quote showed: every line's money and the credits it owns. What was used or earned since
 * only moves between its parts; anything else makes the quote stale, as does a payment that was begun since, and a
 * fresh one is there. Once per key.
 */
export async function confirmEnding(
  tx: Tx,
  request: Request & { quoteId: QuoteId; reason: string },
): Promise<{ stale: false; answer: Replayable<GivenUp> } | { stale: true; fresh: EndingPreview }> {
  const { accountId, author, key, quoteId, reason, procedure, requestHash } = request;
  const locked = await lockAccounts(tx, [accountId]);
  const earlier = await answeredBefore<GivenUp>(tx, request);
  if (earlier) return { stale: false, answer: earlier };
  const { snapshot } = await upToDate(tx, locked);
  const quote = await findUsable(tx, { accountId, quoteId, kind: "ending" });
  const wish = quote.request as Wish;
  const { decision, answer, shown } = await decided(tx, { snapshot, wish, author, reason });
  const promised = quote.shown as EndingPreview;
  const isNews = !promised.tryUnderWay && (await isTryUnderWay(tx, { accountId, ...wish }));
  if (snapshot.t >= quote.expiresAt || isNews || !sameEnding(promised, shown)) {
    return { stale: true, fresh: await keep(tx, { snapshot, wish, author }) };
  }
  decision.remembered.push({ key, procedure, requestHash, answer });
  decision.usedQuotes.push({ id: quoteId, at: snapshot.t });
  await commit(tx, [decision]);
  return { stale: false, answer: { ...answer, replayed: false } };
}

type Of = { snapshot: Snapshot; wish: Wish; author: Request["author"] };

async function keep(tx: Tx, { snapshot, wish, author }: Of): Promise<EndingPreview> {
  const { t, head } = snapshot;
  const quoteId = newId<QuoteId>();
  const expiresAt = quoteEnds(t, head.dueAt);
  const { shown: of } = await decided(tx, { snapshot, wish, author, reason: "Preview" });
  const tryUnderWay = await isTryUnderWay(tx, { accountId: snapshot.accountId, ...wish });
  const shown = { quoteId, effectiveAt: t, expiresAt, tryUnderWay, ...of };
  const quote = { id: quoteId, kind: "ending" as const, request: wish, shown, expiresAt };
  await keepShown(tx, { snapshot, author }, quote);
  return shown;
}

async function decided(tx: Tx, { snapshot, wish, author, reason }: Of & { reason: string }) {
  const { snapshot: whole, expired } = await toEnd(tx, snapshot, [wish.invoiceId]);
  return decideEnding(whole, { ...wish, reason, expired }, author);
}

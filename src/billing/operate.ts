import { hash as digest } from "node:crypto";
import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { findKeyUse } from "./accounts/books-queries";
import { catchUp, unknownAccount } from "./catch-up";
import { commit } from "./commit";
import type { Author, Decision } from "./decision";
import type { CurrentCatalog } from "./plans/current-catalog";
import { type Locked, loadCreditSnapshots, loadSnapshots, lockAccounts } from "./snapshot";
import type { CreditSnapshot, Snapshot } from "./state";

/** A write as it was asked for: on whose account, by whom, under which key. */
export type Request = {
  accountId: AccountId;
  author: Author;
  key: string;
  procedure: string;
  requestHash: Buffer;
};

export type Replayable<Answer> = Answer & { replayed: boolean };

/** SHA-256 over the procedure and its parsed input: what makes two requests under one key the same. */
export function hashRequest(procedure: string, input: unknown): Buffer {
  const text = JSON.stringify([procedure, input], (_, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  return digest("sha256", text, "buffer");
}

/** A decision may need something no snapshot has: its operation reads it under the same lock. */
type MaybeLater<T> = T | Promise<T>;

/**
 * The one way a write runs: lock the account, give a repeat its first answer, commit what is due, decide,
 * commit. Refusals leave no trace, so that the same request may succeed later.
 */
export async function operate<Answer extends object>(
  tx: Tx,
  request: Request,
  decide: (
    snapshot: Snapshot,
    catalog: CurrentCatalog,
  ) => MaybeLater<{ decision: Decision; answer: Answer }>,
): Promise<Replayable<Answer>> {
  return await operateOn(tx, request, { load: loadSnapshots, decide });
}

/** The same for what needs no more of an account than its credits. */
export async function operateOnCredits<Answer extends object>(
  tx: Tx,
  request: Request,
  decide: (
    snapshot: CreditSnapshot,
    catalog: CurrentCatalog,
  ) => { decision: Decision; answer: Answer },
): Promise<Replayable<Answer>> {
  return await operateOn(tx, request, { load: loadCreditSnapshots, decide });
}

async function operateOn<S, Answer extends object>(
  tx: Tx,
  request: Request,
  how: {
    load: (tx: Tx, locked: Locked) => Promise<S[]>;
    decide: (
      snapshot: S,
      catalog: CurrentCatalog,
    ) => MaybeLater<{ decision: Decision; answer: Answer }>;
  },
): Promise<Replayable<Answer>> {
  const locked = await lockAccounts(tx, [request.accountId]);
  const earlier = await answeredBefore<Answer>(tx, request);
  if (earlier) return earlier;
  const caughtUp = await catchUp(tx, locked);
  const [snapshot] = await how.load(tx, caughtUp);
  if (!snapshot) throw unknownAccount();
  const { decision, answer } = await how.decide(snapshot, caughtUp.catalog);
  const { key, procedure, requestHash } = request;
  decision.remembered.push({ key, procedure, requestHash, answer });
  await commit(tx, [decision]);
  return { ...answer, replayed: false };
}

/** What a request's key was answered with before, to be asked under the account's lock. Error: `idempotency_key_reused`. */
export async function answeredBefore<Answer extends object>(
  tx: Tx,
  { accountId, key, requestHash }: Pick<Request, "accountId" | "key" | "requestHash">,
): Promise<Replayable<Answer> | undefined> {
  const earlier = await findKeyUse(tx, accountId, key);
  if (!earlier) return undefined;
  if (!earlier.requestHash.equals(requestHash)) throw keyReused(key);
  return { ...(earlier.answer as Answer), replayed: true };
}

/** A locked account with nothing due any more, whole. */
export async function upToDate(
  tx: Tx,
  locked: Locked,
): Promise<{ snapshot: Snapshot; catalog: CurrentCatalog }> {
  const caughtUp = await catchUp(tx, locked);
  const [snapshot] = await loadSnapshots(tx, caughtUp);
  if (!snapshot) throw unknownAccount();
  return { snapshot, catalog: caughtUp.catalog };
}

export function keyReused(key: string): BillingError {
  return new BillingError(
    "idempotency_key_reused",
    "This idempotency key was used for another request. Use a new key for a new request.",
    { idempotencyKey: key },
  );
}

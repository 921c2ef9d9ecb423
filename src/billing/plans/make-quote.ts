import type { Tx } from "@/db/client";
import { newId, type QuoteId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import { commit } from "../commit";
import type { Author, QuoteKind } from "../decision";
import { quoteEnds } from "../keep-quote";
import type { Preview } from "../quotes/preview";
import type { Snapshot } from "../state";
import type { CurrentCatalog } from "./current-catalog";
import { type Asked, decideAsked, followingOf } from "./decide-quoted";
import { freeKept, holdBack, holdBackSeconds, unspentOf } from "./hold-back";
import { previewOf } from "./preview-change";

const quoteKinds = {
  ...{ change: "plan_change", start: "plan_change", cancel: "cancel", pack: "pack" },
} as const satisfies Record<Asked["kind"], QuoteKind>;

/** Kinds of quotes that a confirmation takes. */
export const confirmable: ReadonlySet<string> = new Set(Object.values(quoteKinds));

/** What is kept of a quote to decide it again. */
export type Kept = { asked: Asked; unused: [string, bigint][] };

type Quoting = {
  snapshot: Snapshot;
  catalog: CurrentCatalog;
  asked: Asked;
  author: Author;
  /** Whether what it says is kept from moving meanwhile, in place of what an earlier one kept. */
  keeps?: boolean;
};

/** Keeps the decision as a quote: all that a preview writes. */
export async function quote(
  tx: Tx,
  { snapshot, catalog, asked, author, keeps = false }: Quoting,
): Promise<Preview> {
  const { t, head } = snapshot;
  const quoteId = newId<QuoteId>();
  const unused = [...unspentOf(snapshot.grants, snapshot.holds)];
  const draft = new AccountDraft(snapshot, author);
  if (keeps) freeKept(draft, t);
  const expiresAt = keeps
    ? quoteEnds(t, draft.nextDue(t), holdBackSeconds)
    : quoteEnds(t, head.dueAt);
  const decided = decideAsked(snapshot, catalog, {
    ...{ asked, at: t, quoteId, unusedThen: null, author, asIfPaid: true },
  });
  const following = followingOf(catalog, decided.draft, asked);
  const preview = previewOf({ quoteId, expiresAt, snapshot, following, ...decided });

  if (keeps) holdBack(draft, { credits: decided.changed.back, expiresAt });
  draft.decision.quotes.push({
    id: quoteId,
    kind: quoteKinds[asked.kind],
    request: { asked, unused } satisfies Kept,
    shown: preview,
    accountVersion: head.version,
    decidedAt: t,
    expiresAt,
  });
  await commit(tx, [draft.finish(t)]);
  return preview;
}

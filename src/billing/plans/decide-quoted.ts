import { assert, never } from "@/lib/errors";
import type { PlanVersionId, QuoteId, SubscriptionId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import type { Author, ChangeTerms, Decision, GrantsWhen } from "../decision";
import type { PlanVersion, Snapshot } from "../state";
import type { CurrentCatalog } from "./current-catalog";
import { decideCancel } from "./decide-cancel";
import { type Changed, decideChange } from "./decide-change";
import { decidePack, type PackSale } from "./decide-pack";
import { startFirst } from "./decide-start";

/** What a quote is about, as it is kept. */
export type Asked =
  | {
      kind: "change";
      versionId: PlanVersionId;
      when: "now" | "period_end";
      terms: ChangeTerms;
      grants: GrantsWhen;
    }
  | { kind: "start"; versionId: PlanVersionId; subscriptionId: SubscriptionId; grants: GrantsWhen }
  | { kind: "cancel"; when: "now" | "period_end" }
  | { kind: "pack"; sale: PackSale; grants: GrantsWhen };

export type How = {
  asked: Asked;
  at: Date;
  quoteId: QuoteId;
  unusedThen: ReadonlyMap<string, bigint> | null;
  author: Author;
  asIfPaid: boolean;
};

/** The one decision behind a preview and its confirmation. */
export function decideAsked(
  snapshot: Snapshot,
  catalog: CurrentCatalog,
  { asked, at, quoteId, unusedThen, author, asIfPaid }: How,
): { decision: Decision; draft: AccountDraft; changed: Changed } {
  const { proration } = catalog;
  switch (asked.kind) {
    case "cancel":
      return decideCancel(
        snapshot,
        { when: asked.when, at, quoteId, unusedThen, proration },
        author,
      );
    case "change":
      return decideChange(
        snapshot,
        {
          version: versionOf(catalog, asked.versionId),
          ...{ when: asked.when, terms: asked.terms, grants: asked.grants },
          ...{ at, quoteId, unusedThen, proration, asIfPaid },
        },
        author,
      );
    case "start": {
      const version = versionOf(catalog, asked.versionId);
      return startFirst(
        { ...snapshot, t: at },
        {
          ...{ id: asked.subscriptionId, version, startsAt: at },
          trialDays: snapshot.lastPeriodEnd === null ? (version.trial?.days ?? null) : null,
          grants: asIfPaid ? "on_issue" : asked.grants,
        },
        author,
      );
    }
    case "pack":
      return decidePack(snapshot, { sale: asked.sale, grants: asked.grants, at, asIfPaid }, author);
    default:
      return never(asked);
  }
}

/** The plan that renews after what was asked; null where none does. */
export function followingOf(
  catalog: CurrentCatalog,
  draft: AccountDraft,
  asked: Asked,
): PlanVersion | null {
  if (asked.kind === "cancel") return null;
  const scheduled = draft.scheduled.find(({ waitsFor }) => waitsFor === "period_end");
  if (scheduled?.planVersionId) return versionOf(catalog, scheduled.planVersionId);
  if (asked.kind === "pack") return scheduled ? null : (draft.period?.version ?? null);
  return versionOf(catalog, asked.versionId);
}

function versionOf(catalog: CurrentCatalog, id: PlanVersionId): PlanVersion {
  const version = catalog.versions.get(id);
  assert(version, "a quote names a version of the catalogue");
  return version;
}

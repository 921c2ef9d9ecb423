import { assert } from "@/lib/errors";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, InvoiceLineDraft } from "../decision";
import { grantAllowance, lineOfPeriod } from "../plans/allowance";
import { grantPack } from "../plans/grant-pack";
import { recognizeTo } from "../recognition";
import type { Snapshot } from "../state";

/**
 * Gives now what a paid line sold and nobody was given. A pack is there for its whole time from here on; an allowance
 * has the dates of the slice it is of, so that use of that slice that is heard of late finds it.
 */
export function decideMissingGrant(
  snapshot: Snapshot,
  { line, credits }: { line: InvoiceLineDraft; credits: bigint },
  author: Author,
): Decision {
  const draft = new AccountDraft(snapshot, author);
  recognizeTo(draft, snapshot.t);
  if (line.kind === "pack") grantPack(draft, line, snapshot.t);
  else giveAllowance(draft, { lineId: line.id, credits });
  return draft.finish(snapshot.t);
}

function giveAllowance(
  draft: AccountDraft,
  { lineId, credits }: { lineId: InvoiceLineDraft["id"]; credits: bigint },
): void {
  const { period } = draft;
  const line = period && lineOfPeriod(draft, period.id);
  assert(period && line?.id === lineId, "it is the line of the period that runs");
  const granted = { ...period, allowanceGranted: true };
  if (!period.allowanceGranted) {
    draft.period = granted;
    draft.changePeriod({ ...granted, closedBy: null });
  }
  const { t: at } = draft.snapshot;
  grantAllowance(draft, granted, { line, at, credits, effectiveAt: period.slice.startsAt });
}

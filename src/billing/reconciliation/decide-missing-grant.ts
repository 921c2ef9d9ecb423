import { AccountDraft } from "../account-draft";
import type { Author, Decision, InvoiceLineDraft } from "../decision";
import { grantPack } from "../plans/grant-pack";
import { recognizeTo } from "../recognition";
import type { Snapshot } from "../state";

/** Gives now what a paid pack's line sold and nobody was given: for its whole time from here on. */
export function decideMissingGrant(
  snapshot: Snapshot,
  line: InvoiceLineDraft,
  author: Author,
): Decision {
  const draft = new AccountDraft(snapshot, author);
  recognizeTo(draft, snapshot.t);
  grantPack(draft, line, snapshot.t);
  return draft.finish(snapshot.t);
}

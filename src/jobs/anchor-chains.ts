import { hasMail, mailWords, writeMail } from "@/auth/mail";
import { type Anchor, anchorLines } from "@/billing/ledger/anchor";
import { insertAnchor, isAnchored } from "@/billing/ledger/anchor-queries";
import { readAnchor } from "@/billing/ledger/check-anchor";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";

const asReader = { role: "tallybook_read" } as const;

/**
 * Once a day, how every chain ends is told to whoever keeps it outside the database: whoever owns that can cut off the
 * end of a chain with all that is noted of it (FAULTS D10). Undefined where it was told today.
 */
export async function anchorChains(db: Db, to: readonly string[]): Promise<Anchor | undefined> {
  if (await readAs(db, asReader, isAnchored)) return undefined;
  const anchor = await readAs(db, asReader, readAnchor);
  const isFirst = await inTransaction(db, async (tx) => {
    if (!(await insertAnchor(tx, anchor))) return false;
    await mailAnchor(tx, anchor, to);
    return true;
  });
  return isFirst ? anchor : undefined;
}

async function mailAnchor(tx: Tx, anchor: Anchor, to: readonly string[]): Promise<void> {
  if (!hasMail()) return;
  const t = mailWords("en");
  const { at, accounts, entries, acts, digest } = anchor;
  const of = {
    ...{ day: at.toISOString().slice(0, 10), at: at.toISOString() },
    ...{ accounts: `${accounts}`, entries: `${entries}`, acts: `${acts}` },
    ...{ digest: digest.toString("hex"), anchor: anchorLines(anchor) },
  };
  for (const recipient of to) {
    const text = { subject: t("anchor.subject", of), body: t("anchor.body", of) };
    await writeMail(tx, { accountId: null, kind: "anchor", to: recipient, ...text });
  }
}

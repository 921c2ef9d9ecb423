import { existsSync, readFileSync } from "node:fs";
import { anchorsIn } from "@/billing/ledger/anchor";
import { checkAnchor } from "@/billing/ledger/check-anchor";
import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";

export type AnchorLine = { ok: boolean; line: string };

/**
 * What `--anchor <file or text>` asks: whether the database still holds what it held when each anchor of it was made.
 * Nothing where it is not asked.
 */
export async function againstAnchors(db: Db, args: readonly string[]): Promise<AnchorLine[]> {
  const [flag, ...said] = args;
  if (flag === undefined) return [];
  const given = said.join(" ");
  if (flag !== "--anchor" || given === "") {
    throw new Error("What is asked is --anchor and a file with anchors, or an anchor itself.");
  }
  const anchors = anchorsIn(existsSync(given) ? readFileSync(given, "utf8") : given);
  if (anchors.length === 0) throw new Error("There is no anchor in what was given.");
  const lines: AnchorLine[] = [];
  for (const anchor of anchors) {
    const moved = await readAs(db, { role: "tallybook_read" }, (tx) => checkAnchor(tx, anchor));
    const name = `the anchor of ${anchor.at.toISOString()}`;
    if (!moved) lines.push({ ok: true, line: `ok     ${name} holds` });
    for (const { accountId, detail } of moved ?? []) {
      const whose = accountId === null ? "" : `account ${accountId}: `;
      lines.push({ ok: false, line: `WRONG  ${name} does not hold\n       ${whose}${detail}` });
    }
  }
  return lines;
}

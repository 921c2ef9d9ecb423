import { createHash } from "node:crypto";
import { type Head, Sketch } from "./sketch";

/** How all chains stood at an instant, small enough to be kept where the database's owner cannot reach it. */
export type Anchor = {
  at: Date;
  accounts: bigint;
  /** Ledger transactions, and rows of the audit log. */
  entries: bigint;
  acts: bigint;
  /** SHA-256 over every account's id and both its ends, by id. */
  digest: Buffer;
  sketch: Sketch;
};

/** Takes in how every chain ended at an instant, in the order of the accounts' ids. */
export async function anchorOf(at: Date, heads: AsyncIterable<Head>): Promise<Anchor> {
  const digest = createHash("sha256");
  const anchor = { at, accounts: 0n, entries: 0n, acts: 0n, sketch: Sketch.empty() };
  for await (const head of heads) {
    anchor.accounts += 1n;
    anchor.entries += head.version;
    anchor.acts += head.position;
    anchor.sketch.add(head);
    digest.update(`${lineOf(head)}\n`);
  }
  return { ...anchor, digest: digest.digest() };
}

function lineOf({ accountId, version, hash, position, actHash }: Head): string {
  const hex = (bytes: Buffer | null) => bytes?.toString("hex") ?? "-";
  return `${accountId} ${version} ${hex(hash)} ${position} ${hex(actHash)}`;
}

const word = "tallybook-anchor-1";

/** An anchor as a line of a log or of a mail. */
export function anchorText({ at, accounts, entries, acts, digest, sketch }: Anchor): string {
  const counts = `accounts:${accounts} entries:${entries} acts:${acts}`;
  const sums = `digest:${digest.toString("hex")} sketch:${sketch.bytes().toString("base64url")}`;
  return `${word} at:${at.toISOString()} ${counts} ${sums};`;
}

/** The same in lines that no mail breaks. */
export function anchorLines(anchor: Anchor): string {
  return anchorText(anchor).replaceAll(" ", "\n").replaceAll(/.{72}/g, "$&\n");
}

const said = new RegExp(
  [word, "at:(\\S+)", "accounts:(\\d+)", "entries:(\\d+)", "acts:(\\d+)", "digest:(\\w{64})"]
    .join("[\\s>]+")
    .concat("[\\s>]+sketch:([\\w\\s>-]+);"),
  "g",
);

/** Every anchor in a text: a log, a mail as it was sent, quoted or with its lines broken, or many of them. */
export function anchorsIn(text: string): Anchor[] {
  return [...text.matchAll(said)].flatMap(([, at = "", ...rest]) => {
    const [accounts = "", entries = "", acts = "", digest = "", base64 = ""] = rest;
    const sketch = Sketch.from(Buffer.from(base64.replaceAll(/[\s>]/g, ""), "base64url"));
    if (!sketch || Number.isNaN(Date.parse(at))) return [];
    const counts = { accounts: BigInt(accounts), entries: BigInt(entries), acts: BigInt(acts) };
    return [{ at: new Date(at), ...counts, digest: Buffer.from(digest, "hex"), sketch }];
  });
}

import { expect } from "vitest";
import type { GrantId } from "@/lib/ids";
import type { portalOf } from "../portal";
import { isUsable, net, type Raw, type RawGrant, sum } from "./raw";

type Portal = ReturnType<typeof portalOf>;

// Few enough that a short life has several pages.
const limit = 5;

/** Every figure of the credits page, worked out anew. */
export const creditsFigures = {
  grants: async (portal: Portal, raw: Raw) => {
    const told = await portal.grants({ finished: { before: null, limit } });
    const open = raw.grants.filter((one) => figuresOf(raw, one).left + onHold(raw, one.id) > 0n);
    expect(told.grants.map(({ id }) => id).sort()).toEqual(open.map(({ id }) => id).sort());
    const usable = raw.grants.filter((one) => isUsable(one, raw.now));
    const later = raw.grants.filter(({ effectiveAt }) => effectiveAt > raw.now);
    const heldIn = raw.onHold.filter(({ grant }) => grant !== null);
    expect({
      ...{ available: told.available, later: told.later },
      ...{ held: told.held, heldBeyond: told.heldBeyond },
    }).toEqual({
      available: sum(usable.map(({ id }) => net(raw.moves, { id }))),
      later: sum(later.map(({ id }) => net(raw.moves, { id }))),
      held: sum(heldIn.map(({ credits }) => credits)),
      heldBeyond: net(raw.moves, { kind: "held" }) - sum(heldIn.map(({ credits }) => credits)),
    });
    const finished = await everyFinished(portal);
    const over = raw.grants.filter((one) => !open.includes(one)).reverse();
    expect(finished.map(({ id }) => id)).toEqual(over.map(({ id }) => id));
    for (const grant of [...told.grants, ...finished]) {
      const own = raw.grants.find(({ id }) => id === grant.id) as RawGrant;
      expect(grant, own.category).toMatchObject(figuresOf(raw, own));
    }
  },

  // That parts and rows come to the figure is asserted where it is made; here it is what the rows say.
  explain: async (portal: Portal, raw: Raw) => {
    const amountOf = async (figure: "available" | "held" | "debt" | "accountCredit" | "due") =>
      (await portal.explain({ figure })).amount;
    const usable = raw.grants.filter((one) => isUsable(one, raw.now));
    expect(await amountOf("available")).toBe(sum(usable.map(({ id }) => net(raw.moves, { id }))));
    expect(await amountOf("held")).toBe(net(raw.moves, { kind: "held" }));
    expect(await amountOf("debt")).toBe(-net(raw.moves, { kind: "debt" }));
    expect(await amountOf("accountCredit")).toBe(-net(raw.moves, { kind: "account_credit" }));
    expect(await amountOf("due")).toBe(net(raw.moves, { kind: "receivable" }));
    for (const own of raw.grants.slice(-4)) {
      const { amount } = await portal.explain({ figure: "grant", id: own.id });
      expect(amount).toBe(figuresOf(raw, own).left);
    }
  },

  grant: async (portal: Portal, raw: Raw) => {
    for (const own of raw.grants.slice(-4)) {
      const { grant, recomputed } = await portal.grant({ grantId: own.id as GrantId });
      expect(grant).toMatchObject(figuresOf(raw, own));
      expect(recomputed).toEqual(figuresOf(raw, own));
    }
  },

  ledger: async (portal: Portal, raw: Raw) => {
    const entries = await everyEntry(portal, {});
    const rows = entriesOf(raw);
    const posted = entries.filter(({ version }) => version !== null);
    expect(posted.map(figuresOfEntry)).toEqual(rows);
    const [newest] = entries;
    const usable = raw.grants.filter(({ expiresAt }) => !expiresAt || expiresAt > raw.now);
    if (newest) expect(newest.balance).toBe(sum(usable.map(({ id }) => net(raw.moves, { id }))));

    const kinds = ["consume", "expire"] as const;
    for (const kind of kinds) {
      const some = await everyEntry(portal, { kind });
      const wanted = rows.filter((one) => one.kind === kind);
      expect(some.filter(({ version }) => version !== null).map(figuresOfEntry)).toEqual(wanted);
    }
    const [grant] = raw.grants.slice(-1);
    if (grant) await expectLedgerOf(portal, raw, grant);
  },

  ledgerEntry: async (portal: Portal, raw: Raw) => {
    for (const { version, change, balance } of entriesOf(raw).slice(0, 4)) {
      const told = await portal.ledgerEntry({ version });
      const moves = raw.moves.filter((one) => one.version === version);
      const uses = raw.uses.filter((one) => one.version === version);
      expect(told).toMatchObject({ change, balance, chain: { verified: true } });
      expect(told.transfers.map(({ amount }) => amount)).toEqual(moves.map((one) => one.amount));
      expect(told.uses).toMatchObject({
        count: uses.length,
        credits: sum(uses.map(({ credits }) => credits)),
      });
    }
  },
};

function onHold(raw: Raw, grant: string): bigint {
  return sum(raw.onHold.filter((one) => one.grant === grant).map(({ credits }) => credits));
}

/** Where a grant's credits are: what events say they burned, and the other side of its transfers. */
function figuresOf(raw: Raw, { id, amount, expiresAt }: RawGrant) {
  const balance = net(raw.moves, { id });
  const ended = expiresAt !== null && expiresAt <= raw.now ? balance : 0n;
  const to = (kind: string) =>
    sum(raw.moves.filter((one) => one.from === id && one.toKind === kind).map((m) => m.amount));
  const back = (kind: string) =>
    sum(raw.moves.filter((one) => one.to === id && one.fromKind === kind).map((m) => m.amount));
  const burned = raw.uses.flatMap(({ burnedGrants, burnedCredits }) =>
    burnedGrants.flatMap((grant, index) => (grant === id ? [burnedCredits[index] ?? 0n] : [])),
  );
  return {
    granted: amount,
    used: sum(burned),
    held: onHold(raw, id),
    left: balance - ended,
    expired: to("expired") - back("expired") + ended,
    revoked: to("revoked") - back("revoked"),
    rolledOut: to("issued.rollover"),
    debtRepaid: to("debt") - back("debt"),
  };
}

/** Every ledger transaction that moved credits on grants or used any beyond them, newest first. */
function entriesOf(raw: Raw) {
  return raw.transactions
    .map(({ version, kind }) => {
      const moves = raw.moves.filter((one) => one.version === version && one.asset === "credit");
      const until = raw.moves.filter((one) => one.version <= version && one.asset === "credit");
      const uses = raw.uses.filter((one) => one.version === version);
      return {
        version,
        kind,
        change: net(moves, { kind: "grant" }),
        overage: sum(uses.map(({ overage }) => overage)),
        balance: net(until, { kind: "grant" }),
        touched: moves.some(({ fromKind, toKind }) => fromKind === "grant" || toKind === "grant"),
      };
    })
    .filter(({ touched, overage }) => touched || overage > 0n)
    .map(({ touched: _, ...entry }) => entry)
    .reverse();
}

type Entry = Awaited<ReturnType<Portal["ledger"]>>["entries"][number];

function figuresOfEntry({ version, kind, change, overage, balance }: Entry) {
  return { version, kind, change, overage, balance };
}

/** Page by page to the end, and the last page but one again on the way back. */
async function everyEntry(portal: Portal, filter: Parameters<Portal["ledger"]>[0]) {
  const pages: Entry[][] = [];
  for (let before: bigint | null = null; ; ) {
    const page: Awaited<ReturnType<Portal["ledger"]>> = await portal.ledger({
      ...filter,
      limit,
      before,
    });
    pages.push(page.entries);
    if (page.older === null) {
      if (page.newer !== null && pages.length > 1) {
        const back = await portal.ledger({ ...filter, limit, after: page.newer });
        expect(back.entries).toEqual(pages.at(-2));
      }
      return pages.flat();
    }
    before = page.older;
  }
}

async function everyFinished(portal: Portal) {
  const all = [];
  for (let before: GrantId | null = null; ; ) {
    const { finished } = await portal.grants({ finished: { before, limit } });
    all.push(...(finished?.grants ?? []));
    if (!finished?.older) return all;
    before = finished.older;
  }
}

/** The ledger of one grant alone: its entries, and what each left on it. */
async function expectLedgerOf(portal: Portal, raw: Raw, { id }: RawGrant): Promise<void> {
  const entries = await everyEntry(portal, { grantId: id as GrantId });
  const moves = raw.moves.filter(({ from, to }) => from === id || to === id);
  const versions = [...new Set(moves.map(({ version }) => version))].reverse();
  expect(
    entries
      .filter(({ version }) => version !== null)
      .map(({ version, change, balance }) => ({ version, change, balance })),
  ).toEqual(
    versions.map((version) => ({
      version,
      change: net(
        moves.filter((one) => one.version === version),
        { id },
      ),
      balance: net(
        moves.filter((one) => one.version <= version),
        { id },
      ),
    })),
  );
}

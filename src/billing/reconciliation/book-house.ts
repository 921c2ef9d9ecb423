import type { Tx } from "@/db/client";
import { env } from "@/env";
import { type AccountId, newId } from "@/lib/ids";
import { minDate } from "@/lib/time";
import { findInDirectory, insertAccount, lockExternalId } from "../accounts/queries";
import { commit } from "../commit";
import type { Author } from "../decision";
import { creditAccount } from "../ledger/accounts";
import { genesisHash } from "../ledger/hash";
import { openLedgerAccounts } from "../ledger/queries";
import type { BalanceLine } from "../payments/processor-balance";
import { loadCreditSnapshots, lockAccounts } from "../snapshot";
import { decideHouse, type HouseLine } from "./decide-house";
import { type HouseKind, houseKindOf, houseTypes } from "./house";
import { insertBalanceBookings, listUnbooked } from "./line-queries";

/** The legal entity that sells: one a deployment. */
const seller = "seller";
const limit = 500;

/** The house account, opened by whoever needs it first (BOOKS B1). */
export async function openHouse(tx: Tx): Promise<AccountId> {
  await lockExternalId(tx, `house:${seller}`);
  const known = await findInDirectory(tx, "house", seller);
  if (known) return known.account_id;
  const id = newId<AccountId>();
  await insertAccount(
    tx,
    {
      ...{ id, externalId: `house:${seller}`, name: "House account", email: "", currency: "usd" },
      ...{ timezone: env.HOUSE_TIMEZONE, segment: null, metadata: {}, houseOf: seller },
    },
    genesisHash,
  );
  const kinds = ["consumed", "overage", "held", "debt"] as const;
  const opened = kinds.map((kind) => ({ accountId: id, ledgerAccount: creditAccount(id, kind) }));
  await openLedgerAccounts(tx, opened);
  return id;
}

/** Books what is the house's of the processor's lines, each once; some at a time, and how many there were. */
export async function bookHouse(tx: Tx, author: Author): Promise<number> {
  if ((await listUnbooked(tx, { types: houseTypes, limit: 1 })).length === 0) return 0;
  const accountId = await openHouse(tx);
  const locked = await lockAccounts(tx, [accountId]);
  // Read under the lock: two who look at once book each line once.
  const lines = await listUnbooked(tx, { types: houseTypes, limit });
  await book(tx, { accountId, locked, author }, lines.flatMap(houseLine));
  return lines.length;
}

/** One line on the house account, as what a person says it is. */
export async function bookOnHouse(
  tx: Tx,
  line: BalanceLine,
  { kind, author }: { kind: HouseKind; author: Author },
): Promise<AccountId> {
  const accountId = await openHouse(tx);
  const locked = await lockAccounts(tx, [accountId]);
  await book(tx, { accountId, locked, author }, [asKind(line, kind)]);
  return accountId;
}

/** What the booking of a line lacks of it: to `adjustments`, its fee to `processor_fees`. */
export async function bookDifference(
  tx: Tx,
  of: { accountId: AccountId; line: BalanceLine; amountMinor: bigint; feeMinor: bigint },
  author: Author,
): Promise<void> {
  const { accountId, line, amountMinor, feeMinor } = of;
  const locked = await lockAccounts(tx, [accountId]);
  const corrected = { ...line, amountMinor, feeMinor };
  await book(tx, { accountId, locked, author }, [asKind(corrected, "correction")]);
}

type Where = {
  accountId: AccountId;
  locked: Awaited<ReturnType<typeof lockAccounts>>;
  author: Author;
};

async function book(tx: Tx, { accountId, locked, author }: Where, lines: readonly HouseLine[]) {
  const [snapshot] = await loadCreditSnapshots(tx, locked);
  const moving = lines.filter(({ amountMinor, feeMinor }) => amountMinor !== 0n || feeMinor !== 0n);
  if (!snapshot || moving.length === 0) return;
  // The processor's clock may be ahead of ours: nothing has happened later than now.
  const dated = moving.map((one) => ({ ...one, at: minDate(one.at, snapshot.t) }));
  await commit(tx, [decideHouse(snapshot, dated, author)]);
  await insertBalanceBookings(tx, { accountId, lines: moving, bookedAt: snapshot.t });
}

function houseLine(line: BalanceLine): HouseLine[] {
  const kind = houseKindOf(line);
  return kind === null ? [] : [asKind(line, kind)];
}

const reasons = {
  bank: "Between the payment processor and our bank",
  fees: "Fee of the payment processor",
  adjustment: "Adjustment of the payment processor",
  correction: "What the processor's line differs by",
} as const satisfies Record<HouseLine["kind"], string>;

function asKind(line: BalanceLine, kind: HouseLine["kind"]): HouseLine {
  const { id, currency, amountMinor, feeMinor, createdAt: at } = line;
  return { id, currency, amountMinor, feeMinor, at, kind, reason: `${reasons[kind]}: ${id}` };
}

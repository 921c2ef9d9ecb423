import {
  type StoredTransaction,
  streamConsumptions,
  streamTransactions,
  streamTransfers,
} from "@/billing/ledger/audit-chain-queries";
import {
  genesisHash,
  type HashedConsumption,
  type HashedTransfer,
  hashTransaction,
} from "@/billing/ledger/hash";
import type { Tx } from "@/db/client";
import { bytesAsText, type Names } from "./names";
import { escaped } from "./rows";

type Link = {
  index: number;
  one: StoredTransaction;
  transfers: HashedTransfer[];
  consumptions: HashedConsumption[];
};

/** Everything the hash chains of the template cover, account by account, in order. */
export async function readChains(tx: Tx, names: Names): Promise<Link[][]> {
  const transfers = await grouped(streamTransfers(tx));
  const consumptions = await grouped(streamConsumptions(tx));
  const chains = new Map<string, Link[]>();
  for await (const one of streamTransactions(tx)) {
    const index = names.indexOf(bytesAsText(one.hash));
    if (index === undefined) throw new Error("Every hash has a name");
    const place = placeOf(one);
    const rows = {
      transfers: transfers.get(place) ?? [],
      consumptions: consumptions.get(place) ?? [],
    };
    const chain = chains.get(one.accountId) ?? [];
    chain.push({ index, one, ...rows });
    chains.set(one.accountId, chain);
  }
  return [...chains.values()];
}

/** Computes the chains anew under the names of a copy, and names their hashes. */
export function hashChains(chains: readonly Link[][], names: Names, values: string[]): void {
  const renamed = <Id extends string | null | undefined>(id: Id): Id => {
    const index = id ? names.indexOf(id) : undefined;
    return index === undefined ? id : (values[index] as Id);
  };
  for (const chain of chains) {
    let previous: Buffer = genesisHash;
    for (const { index, one, transfers, consumptions } of chain) {
      previous = hashTransaction(previous, {
        ...one,
        accountId: renamed(one.accountId),
        transfers: transfers.map((row) => transferIn(row, renamed)),
        consumptions: consumptions.map((row) => consumptionIn(row, renamed)),
      });
      values[index] = escaped(bytesAsText(previous));
    }
  }
}

type Rename = <Id extends string | null | undefined>(id: Id) => Id;

function transferIn(row: HashedTransfer, renamed: Rename): HashedTransfer {
  return {
    ...row,
    fromId: renamed(row.fromId),
    toId: renamed(row.toId),
    planPeriodId: renamed(row.planPeriodId),
    invoiceLineId: renamed(row.invoiceLineId),
    grantId: renamed(row.grantId),
    holdId: renamed(row.holdId),
  };
}

function consumptionIn(row: HashedConsumption, renamed: Rename): HashedConsumption {
  return {
    ...row,
    id: renamed(row.id),
    burned: row.burned.map(({ grantId, credits }) => ({ grantId: renamed(grantId), credits })),
    planPeriodId: renamed(row.planPeriodId),
    originalPeriodId: renamed(row.originalPeriodId),
    holdId: renamed(row.holdId),
  };
}

async function grouped<Row>(
  rows: AsyncGenerator<{ accountId: string; version: bigint; row: Row }>,
): Promise<Map<string, Row[]>> {
  const groups = new Map<string, Row[]>();
  for await (const one of rows) {
    const place = placeOf(one);
    const group = groups.get(place);
    if (group) group.push(one.row);
    else groups.set(place, [one.row]);
  }
  return groups;
}

const placeOf = ({ accountId, version }: { accountId: string; version: bigint }) =>
  `${accountId}:${version}`;
